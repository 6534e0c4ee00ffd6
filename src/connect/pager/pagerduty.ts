import { z } from 'zod'
import type { Severity } from '../../model/monitor.ts'
import type { Page } from '../../model/page.ts'
import type { Clock, Pager } from '../../model/ports.ts'
import { post } from './post.ts'
import type { PagerSettings } from './settings.ts'

const NAME = 'PagerDuty'
const SEVERITIES: Readonly<Record<Severity, string>> = {
  P1: 'critical',
  P2: 'error',
  P3: 'warning',
  P4: 'info',
}
/** Longest values of `payload.summary` and `dedup_key`, characters. */
const SUMMARY = 1024
const DEDUP_KEY = 255

/**
 * An event of the Events API v2. `dedup_key` ties all events of an incident together, so that one sent twice changes
 * nothing. Source: PagerDuty/developer-docs, docs/events-API-v2.
 */
const eventOf = (page: Page, routingKey: string): Readonly<Record<string, unknown>> => {
  const event = {
    routing_key: routingKey,
    event_action: page.action,
    dedup_key: `mailflow/${page.tenant}/${page.incident}`.slice(0, DEDUP_KEY),
  }
  if (page.action !== 'trigger') return event
  return {
    ...event,
    client: 'Mailflow',
    ...(page.link === undefined ? {} : { links: [{ href: page.link, text: 'Go on in Teams' }] }),
    payload: {
      summary: `${page.severity}: ${page.title}`.slice(0, SUMMARY),
      source: `Exchange Online of tenant ${page.tenant}`,
      severity: SEVERITIES[page.severity],
      timestamp: page.at,
      component: 'mail flow',
      custom_details: Object.fromEntries(page.facts.map(({ label, text }) => [label, text])),
    },
  }
}

const Refusal = z.object({ message: z.string().optional(), errors: z.array(z.string()).optional() })

/** What PagerDuty objects to, without the key should it quote it. */
const saidIn = (text: string, routingKey: string): string | undefined => {
  try {
    const refusal = Refusal.safeParse(JSON.parse(text))
    const said = refusal.data?.errors?.join('; ') ?? refusal.data?.message
    return said?.replaceAll(routingKey, '(key)').slice(0, 300)
  } catch {
    return undefined
  }
}

export const pagerDutyPager = (
  { url, routingKey }: NonNullable<PagerSettings['pagerDuty']>,
  clock: Clock,
): Pager => ({
  name: NAME,
  page: (page, options) =>
    post(
      {
        name: NAME,
        url,
        headers: {},
        body: JSON.stringify(eventOf(page, routingKey)),
        said: (text) => saidIn(text, routingKey),
      },
      clock,
      options,
    ),
})
