import { Fault } from '../model/fault.ts'

/** The database cannot be opened or used as it is. The message says what to do. */
export class StoreFault extends Fault {}
