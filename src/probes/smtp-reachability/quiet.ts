import type { Dialogue } from './schema.ts'

/** Nobody was heard who speaks SMTP: the way may be closed, here or there. */
export const isQuiet = ({ failure }: Dialogue): boolean =>
  failure !== undefined &&
  (failure.phase === 'connect' || failure.phase === 'greeting') &&
  failure.kind !== 'rejected' &&
  failure.kind !== 'name-not-resolved' &&
  failure.kind !== 'resolver-failed'
