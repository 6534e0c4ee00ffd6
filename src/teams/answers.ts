import type { Card } from '../model/card.ts'

/** What goes back over HTTP. */
export interface Reply {
  readonly status: number
  readonly body?: unknown
}

/**
 * The answer to an invoke. Its own status is inside; over HTTP it is always 200, or the client shows an error of its
 * own: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards#response-format
 */
export interface InvokeAnswer {
  readonly statusCode: number
  readonly type: string
  readonly value: unknown
}

/** The card to show in place of the one that was clicked. */
export const showCard = (card: Card): InvokeAnswer => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.card.adaptive',
  value: card,
})

/** A sentence beside the card, which stays as it is. */
export const showSentence = (text: string): InvokeAnswer => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value: text,
})

export const notOffered = (name: string | undefined): InvokeAnswer => ({
  statusCode: 404,
  type: 'application/vnd.microsoft.error',
  value: { code: 'NotFound', message: `Mailflow does not offer ${name ?? 'this'}.` },
})

/** A sentence of ours as a message of its own. */
export const sentenceCard = (text: string): Card => ({
  type: 'AdaptiveCard',
  version: '1.5',
  fallbackText: text,
  body: [{ type: 'TextBlock', text, wrap: true }],
})

/** The reply to a request, in the form that its delivery mode asks for. What we say else is posted, never replied. */
export const replyWith = (deliveryMode: string | undefined, answer?: InvokeAnswer): Reply => {
  if (deliveryMode !== 'expectReplies')
    return answer === undefined ? { status: 200 } : { status: 200, body: answer }
  const activities =
    answer === undefined ? [] : [{ type: 'invokeResponse', value: { status: 200, body: answer } }]
  return { status: 200, body: { activities } }
}

/** A request that is turned away, with a reason that the caller may see. */
export const refusal = (status: number, code: string, message: string): Reply => ({
  status,
  body: { code, message },
})
