import type { HttpAnswer, HttpRequest, Misbehaviour } from './server.ts'

/** A fault of a web backend that is switched on at run time: the request is answered with it instead. */
export interface Disturbance {
  readonly backend: 'graph' | 'exchange'
  /** Text that the path, query or body of the request contains; every request when absent. */
  readonly matching?: string
  readonly answer: HttpAnswer | Misbehaviour
  /** How many requests meet it; all of them when absent. */
  readonly times?: number
}

export interface Disturbances {
  /** Switches one on; returns what switches it off again. */
  add(disturbance: Disturbance): () => void
  /** The fault that this request meets, if any; counts it. */
  meets(backend: Disturbance['backend'], request: HttpRequest): HttpAnswer | Misbehaviour | undefined
}

export const disturbances = (): Disturbances => {
  const active = new Map<Disturbance, number>()
  const fits = ({ matching, backend }: Disturbance, of: string, { url, body }: HttpRequest): boolean =>
    backend === of && (matching === undefined || decodeURIComponent(`${url.href} ${body}`).includes(matching))
  return {
    add: (disturbance) => {
      active.set(disturbance, disturbance.times ?? Number.POSITIVE_INFINITY)
      return () => active.delete(disturbance)
    },
    meets: (backend, request) => {
      const entry = [...active].find(([disturbance, left]) => left > 0 && fits(disturbance, backend, request))
      if (entry === undefined) return undefined
      active.set(entry[0], entry[1] - 1)
      return entry[0].answer
    },
  }
}
