import { Fault } from '../model/fault.ts'

/**
 * Teams did not take a card. Of a post, `late` and `unsure` mean that it may be there all the same, so that nobody may
 * simply post it again; all other kinds mean that it is not there.
 */
export class MessengerFault extends Fault {}

/** The bot cannot serve, and a person must do something about it first. */
export class ServerFault extends Fault {}

/** A file that somebody dropped cannot be had. */
export class FileFault extends Fault {}
