import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import type { BotSettings } from './settings.ts'

/** Whether a request may come in; `status` is the HTTP status to refuse it with. */
export type Admission =
  | { readonly kind: 'in' }
  | { readonly kind: 'out'; readonly status: 401 | 503; readonly why: string }

/** What a token must agree with. */
export interface Claimed {
  readonly serviceUrl: string
  readonly channelId: string | undefined
}

export type Gate = (authorization: string | undefined, claimed: Claimed) => Promise<Admission>

const HOUR_MS = 3_600_000
/** How long the published keys are believed. */
const KEYS_FOR_MS = 24 * HOUR_MS
/** Longest wait for them. */
const KEYS_WITHIN_MS = 5_000
/** How far the clocks may be apart, seconds; the Bot Framework allows the same. */
const CLOCK_SKEW_S = 300

const Metadata = z.object({ jwks_uri: z.url() })
const Endorsed = z.object({ kid: z.string(), endorsements: z.array(z.string()).optional() })

type Keys = ReturnType<typeof createRemoteJWKSet>

/** Keys could not be had: not the caller's fault, so that the channel may come again. */
const isOutage = (thrown: unknown): boolean =>
  !(thrown instanceof errors.JOSEError) ||
  thrown instanceof errors.JWKSTimeout ||
  thrown instanceof errors.JWKSInvalid ||
  thrown.code === errors.JOSEError.code

const loadKeys = async (openIdUrl: string): Promise<Keys> => {
  const response = await fetch(openIdUrl, { signal: AbortSignal.timeout(KEYS_WITHIN_MS) })
  if (!response.ok) throw new Error(`The channel's key list answered ${response.status}.`)
  const metadata = Metadata.parse(await response.json())
  return createRemoteJWKSet(new URL(metadata.jwks_uri), {
    timeoutDuration: KEYS_WITHIN_MS,
    cacheMaxAge: KEYS_FOR_MS,
  })
}

/** Asks for the keys at most once at a time and keeps them only when they came. */
const keyring = (openIdUrl: string) => {
  let keys: Promise<Keys> | undefined
  return async (): Promise<Keys> => {
    keys ??= loadKeys(openIdUrl)
    try {
      return await keys
    } catch (thrown) {
      keys = undefined
      throw thrown
    }
  }
}

/** A key that is endorsed for certain channels may only sign for those. */
const isEndorsed = (keys: Keys, kid: string | undefined, channelId: string | undefined): boolean =>
  (keys.jwks()?.keys ?? []).every((key) => {
    const read = Endorsed.safeParse(key)
    if (!read.success || read.data.kid !== kid || !read.data.endorsements?.length) return true
    return channelId !== undefined && read.data.endorsements.includes(channelId)
  })

const refused = (why: string): Admission => ({ kind: 'out', status: 401, why })

/**
 * Checks the token of a request from the channel:
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot
 */
export const createGate = (settings: Pick<BotSettings, 'appId' | 'openIdUrl' | 'tokenIssuer'>): Gate => {
  const { appId } = settings
  if (appId === undefined) return () => Promise.resolve({ kind: 'in' })
  const keysOf = keyring(settings.openIdUrl)

  return async (authorization, claimed) => {
    const token = /^Bearer ([\w.-]{1,16384})$/.exec(authorization ?? '')?.[1]
    if (token === undefined) return refused('no bearer token')
    try {
      const keys = await keysOf()
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer: settings.tokenIssuer,
        audience: appId,
        algorithms: ['RS256', 'RS384', 'RS512'],
        clockTolerance: CLOCK_SKEW_S,
        requiredClaims: ['exp'],
      })
      if ((payload['serviceurl'] ?? payload['serviceUrl']) !== claimed.serviceUrl)
        return refused('the token is for another service URL')
      if (!isEndorsed(keys, protectedHeader.kid, claimed.channelId))
        return refused('the key is not endorsed for this channel')
      return { kind: 'in' }
    } catch (thrown) {
      if (isOutage(thrown))
        return { kind: 'out', status: 503, why: 'the keys of the channel could not be had' }
      return refused((thrown as errors.JOSEError).code)
    }
  }
}
