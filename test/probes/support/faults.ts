import { busy, exchangeError, nulForbidden, unauthorized } from '../../../src/lab/exchange/wire.ts'
import { forbidden, graphError, throttled, unavailable, wrongToken } from '../../../src/lab/graph/errors.ts'
import type { Disturbance } from '../../../src/lab/http/disturbances.ts'
import type { Outcome } from '../../../src/model/outcome.ts'

type Answer = Disturbance['answer']
type Kind = Outcome<unknown>['kind']

/** Every way in which Graph is documented to fail, and the outcome that it is. */
export const GRAPH_FAULTS: readonly (readonly [string, Answer, Kind])[] = [
  ['refuses the token (401)', wrongToken, 'refused'],
  ['refuses the application (403)', forbidden, 'refused'],
  ['throttles (429)', throttled(17), 'unreachable'],
  ['fails (503)', unavailable, 'unreachable'],
  ['does not accept the query (400)', graphError(400, 'BadRequest', 'Invalid filter clause'), 'unsure'],
  ['hangs up in the middle', 'reset', 'unreachable'],
  ['answers with something that is no JSON', { status: 200, body: Buffer.from('<html>') }, 'unsure'],
]

/** The same of Exchange Online's admin API. */
export const EXCHANGE_FAULTS: readonly (readonly [string, Answer, Kind])[] = [
  ['refuses the application (401)', unauthorized, 'refused'],
  ['lacks a role, told by NUL bytes (403)', nulForbidden, 'refused'],
  ['throttles (429)', busy(17), 'unreachable'],
  ['fails (500)', exchangeError(500, 'InternalServerError', 'X', 'Something broke.'), 'unreachable'],
  ['does not accept the cmdlet (400)', exchangeError(400, 'BadRequest', 'X', 'No such parameter.'), 'unsure'],
  ['hangs up in the middle', 'reset', 'unreachable'],
  ['answers with something that is no JSON', { status: 200, body: Buffer.from('<html>') }, 'unsure'],
]
