import type { z } from 'zod'
import { Fault } from './fault.ts'

/** A service answered in a shape that its documentation does not know. Code: `answer.shape`. */
export class ShapeFault extends Fault {}

/** An answer in the shape that we count on. `what` names it in the message. */
export const shaped = <T>(schema: z.ZodType<T>, answer: unknown, what: string): T => {
  const result = schema.safeParse(answer)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`
  throw new ShapeFault(`${what} has an unknown shape${where}: ${issue?.message ?? 'not as documented'}.`, {
    code: 'answer.shape',
    kind: 'unsure',
  })
}
