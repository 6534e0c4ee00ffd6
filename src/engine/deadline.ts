import type { Clock } from '../model/ports.ts'

/** What a call brings, or the error `DeadlineExceeded` after so many milliseconds, when its signal is aborted too. */
export const withDeadline = async <T>(
  clock: Clock,
  ms: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const over = new AbortController()
  const late = clock.sleep(ms, over.signal).then((): never => {
    throw new DeadlineExceeded(ms)
  })
  const calling = Promise.resolve().then(() => call(over.signal))
  try {
    return await Promise.race([calling, late])
  } finally {
    over.abort(new DeadlineExceeded(ms))
    late.catch(() => undefined)
    calling.catch(() => undefined)
  }
}

export class DeadlineExceeded extends Error {
  constructor(ms: number) {
    super(`No answer within ${ms} ms.`)
    this.name = 'DeadlineExceeded'
  }
}
