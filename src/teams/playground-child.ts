/**
 * Loaded into the Playground's process before its own code. It would listen on every address of the machine, so that
 * the whole network could act as a user of the bot; and it would outlive a bot that is killed.
 */
import { Server } from 'node:net'

type Listen = (this: Server, ...args: unknown[]) => Server

// oxlint-disable-next-line typescript/unbound-method -- it is called with its server below
const listen = Server.prototype.listen as Listen

Server.prototype.listen = function listenHere(this: Server, first: unknown, ...rest: unknown[]) {
  const anywhere = typeof first === 'number' && typeof rest[0] !== 'string'
  return listen.call(this, first, ...(anywhere ? ['127.0.0.1'] : []), ...rest)
} as Listen

// The bot holds the other end and never writes: the end of it is the end of the bot.
process.stdin.on('end', () => process.exit(0)).resume()
