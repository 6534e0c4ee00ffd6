import { createHmac } from 'node:crypto'
import type { Page } from '../../model/page.ts'
import type { Clock, Pager } from '../../model/ports.ts'
import { millis } from '../../model/time.ts'
import { post } from './post.ts'
import type { PagerSettings } from './settings.ts'

/** Names the message and says when it was sent, so that an old one cannot be played again. */
export interface Envelope {
  readonly id: string
  /** Seconds since the epoch. */
  readonly timestamp: number
  readonly body: string
}

const SECRET_PREFIX = 'whsec_'

/** `whsec_` and base64, as libraries for it make secrets, or any text. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    : Buffer.from(secret, 'utf8')

/**
 * The signature as Standard Webhooks has it: HMAC-SHA256 over id, timestamp and body.
 * Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md
 */
export const signatureOf = ({ id, timestamp, body }: Envelope, secret: string): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`

/** What the receiver reads. A change of the shape needs another type name. */
const bodyOf = (page: Page): string =>
  JSON.stringify({
    type: `mailflow.incident.${page.action}`,
    timestamp: page.at,
    data: {
      id: page.id,
      incident: page.incident,
      tenant: page.tenant,
      action: page.action,
      severity: page.severity,
      title: page.title,
      facts: page.facts,
      ...(page.link === undefined ? {} : { link: page.link }),
    },
  })

/** Posts signed JSON to any address. */
export const webhookPager = (
  { url, secret }: NonNullable<PagerSettings['webhook']>,
  clock: Clock,
): Pager => ({
  name: 'webhook',
  page: (page, options) => {
    const timestamp = Math.floor(millis(clock.now()) / 1000)
    const envelope = { id: page.id, timestamp, body: bodyOf(page) }
    const headers = {
      'webhook-id': page.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf(envelope, secret),
      'idempotency-key': page.id,
    }
    return post({ name: 'webhook', url, headers, body: envelope.body }, clock, options)
  },
})
