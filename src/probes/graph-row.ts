import type { z } from 'zod'
import { shaped } from '../model/shaped.ts'

export const GRAPH = 'Microsoft Graph'

/** A resource of Graph in the shape that a probe uses. Graph writes null where there is nothing. */
export const graphRow = <T>(schema: z.ZodType<T>, row: unknown, what: string): T =>
  shaped(schema, withoutNulls(row), what)

const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== null)
      .map(([key, one]) => [key, withoutNulls(one)]),
  )
}
