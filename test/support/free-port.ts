import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below the ports that a system gives to connections and to servers that ask for any port: 32,768 and up on Linux,
 * 49,152 and up elsewhere. So nothing takes the port between here and the program that it is meant for.
 */
const FIRST = 20_000
/** A slice for each of Jest's workers, so that no two of them choose the same. */
const SLICE = 1_000
const SLICES = 12

const given = new Set<number>()

const choose = (): number => {
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 0) % SLICES
  return FIRST + worker * SLICE + randomInt(SLICE)
}

const isFree = (port: number, address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, address, () => server.close(() => resolve(true)))
  })

/** A port on that address that nothing listens on, for a program that must be told one. Never the same twice. */
export const freePort = async (address = '127.0.0.1'): Promise<number> => {
  for (;;) {
    const port = choose()
    if (given.has(port)) continue
    // Before it is tried: others may ask meanwhile.
    given.add(port)
    if (await isFree(port, address)) return port
  }
}
