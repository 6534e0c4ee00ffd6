import { z } from 'zod'
import { Activity } from './activity.ts'
import { type Reply, refusal } from './answers.ts'
import type { TurnParts } from './clicks.ts'
import { createGate } from './identity.ts'
import type { BotSettings } from './settings.ts'
import { createTenantCheck } from './tenants.ts'
import { takeTurn } from './turn.ts'

/** What the token is checked against, before anything else of the body is believed. */
const Claimed = z.object({ serviceUrl: z.string(), channelId: z.string().optional().catch(undefined) })

const readJson = (text: unknown): unknown => {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The way in: token, then shape, then tenant; only then is it a turn. */
export const createDoor = (settings: BotSettings, parts: TurnParts) => {
  const gate = createGate(settings)
  const tenantCheck = createTenantCheck(settings, parts.log)

  return async (authorization: string | undefined, text: unknown): Promise<Reply> => {
    const body = readJson(text)
    const claimed = Claimed.safeParse(body)
    if (!claimed.success) return refusal(400, 'BadRequest', 'This is no Bot Framework activity.')
    const { serviceUrl, channelId } = claimed.data
    const admission = await gate(authorization, { serviceUrl, channelId })
    if (admission.kind === 'out') {
      parts.log.warn({ why: admission.why }, 'A request without a valid token was refused.')
      return admission.status === 401
        ? refusal(401, 'Unauthorized', 'The token is missing or not valid.')
        : refusal(503, 'Unavailable', 'The token cannot be checked now. Try again.')
    }
    const activity = Activity.safeParse(body)
    if (!activity.success) {
      const wrong = activity.error.issues.map((issue) => issue.path.join('.'))
      return refusal(400, 'BadRequest', `The activity is not complete: ${wrong.join(', ')}.`)
    }
    const tenant = tenantCheck(activity.data)
    return typeof tenant === 'string' ? takeTurn(parts, activity.data, tenant) : tenant
  }
}
