import type { IncidentEvent } from '../model/incident.ts'
import type { PageAction } from '../model/page.ts'
import { fold } from './fold.ts'
import type { Incident } from './state.ts'
import { isFlapping, told } from './words.ts'

/** What follows from events: its card in a thread of its own, words in that thread, pages by the second way out. */
export type Effect =
  | { readonly kind: 'thread' }
  | { readonly kind: 'reply'; readonly text: string }
  | { readonly kind: 'page'; readonly action: PageAction; readonly at: string }

/** What follows from events that have just happened to an incident. Undefined `before` is one that they open. */
export const effectsOf = (before: Incident, events: readonly IncidentEvent[]): readonly Effect[] => {
  let now = before
  return events.flatMap((event) => {
    const then = now
    now = fold(then, event)
    return [...inChannel(event, then, now), ...byPage(event, then, now)]
  })
}

/** What nobody was told of yet is told by its card alone. */
const inChannel = (event: IncidentEvent, before: Incident, now: Incident): readonly Effect[] => {
  if (event.type === 'announced') return [{ kind: 'thread' }]
  if (now.announcedAt === undefined || !isWorthWords(event, before, now)) return []
  return [{ kind: 'reply', text: told(event, before, now) }]
}

/** Whether people hear of it in the thread; all else is seen on the card and in the record. */
const isWorthWords = (event: IncidentEvent, before: Incident, now: Incident): boolean => {
  switch (event.type) {
    case 'opened':
    case 'announced':
    case 'diagnosing':
    case 'undelivered':
      return false
    case 'signalled':
      return isTurn(before, now) && now.resolved === undefined && !isFlapping(before, event.at)
    case 'sight':
    case 'acknowledged':
    case 'lapsed':
    case 'snoozed':
    case 'escalated':
    case 'diagnosed':
    case 'updated':
    case 'approved':
    case 'resolved':
    case 'reopened':
      return true
  }
}

/** It came, went, grew or got worse. */
export const isTurn = (before: Incident, now: Incident): boolean =>
  (before.watchedFrom === undefined) !== (now.watchedFrom === undefined) ||
  before.parts.length !== now.parts.length ||
  before.severity !== now.severity ||
  before.parts.filter(({ firing }) => firing).length !== now.parts.filter(({ firing }) => firing).length

/** Pages are for P1 alone: once it has been one, its acknowledgement and its end are told in the same way. */
const byPage = (event: IncidentEvent, before: Incident, now: Incident): readonly Effect[] => {
  const action = pageAction(event, before, now)
  return action === undefined ? [] : [{ kind: 'page', action, at: event.at }]
}

const pageAction = (event: IncidentEvent, before: Incident, now: Incident): PageAction | undefined => {
  if (now.announcedAt === undefined || now.severity !== 'P1') return undefined
  switch (event.type) {
    case 'announced':
    case 'lapsed':
    case 'escalated':
    case 'reopened':
      return 'trigger'
    case 'signalled':
      return before.severity !== 'P1' || (isBack(before, now) && !isFlapping(before, event.at))
        ? 'trigger'
        : undefined
    case 'acknowledged':
      return 'acknowledge'
    case 'resolved':
      return 'resolve'
    case 'opened':
    case 'sight':
    case 'snoozed':
    case 'diagnosing':
    case 'diagnosed':
    case 'updated':
    case 'approved':
    case 'undelivered':
      return undefined
  }
}

const isBack = (before: Incident, now: Incident): boolean =>
  before.watchedFrom !== undefined && now.watchedFrom === undefined && now.owner === undefined
