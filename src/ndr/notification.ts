/*
 * Amazon SES tells of bounces, complaints and deliveries as JSON inside a message or a paste, by itself or as the text
 * of a notification of SNS: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html. They are put into the
 * fields of RFC 3464 and RFC 5965, so that one road serves all.
 */

interface Recipient {
  readonly emailAddress?: unknown
  readonly action?: unknown
  readonly status?: unknown
  readonly diagnosticCode?: unknown
}

const MOST_TEXT = 200_000

/** Without the escapes of a text inside a text; the JSON around may be cut or folded. */
const jsonIn = (text: string): string => {
  const part = text.slice(0, MOST_TEXT)
  return /\\"(?:notification|event)Type\\"/.test(part) ? part.replaceAll('\\"', '"') : part
}

const parsedList = (json: string, name: string): readonly unknown[] => {
  const list = new RegExp(`"${name}"\\s*:\\s*(\\[[^\\]]{2,20000}\\])`).exec(json)?.[1]
  if (list === undefined) return []
  try {
    const parsed: unknown = JSON.parse(list)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

const recipientsIn = (json: string, name: string): readonly Recipient[] =>
  parsedList(json, name).filter((one): one is Recipient => typeof one === 'object' && one !== null)

const stringIn = (json: string, name: string): string | undefined =>
  new RegExp(`"${name}"\\s*:\\s*"([^"]{1,2000})"`).exec(json)?.[1]

const field = (name: string, value: unknown): string =>
  typeof value === 'string' ? `${name}: ${value.replaceAll(/\s+/g, ' ')}\n` : ''

/** Bounces and deliveries as fields of RFC 3464; empty when there are none. */
export const bouncesIn = (text: string): string => {
  const json = jsonIn(text)
  const bounced = recipientsIn(json, 'bouncedRecipients')
  if (bounced.length === 0) return deliveriesIn(json)
  // `MailboxFull`: where the server's words are missing, SES's own word for it is left.
  const kind = stringIn(json, 'bounceSubType')?.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
  return bounced
    .map(
      ({ emailAddress, action, status, diagnosticCode }) =>
        field('Final-Recipient', emailAddress) +
        field('Action', action) +
        field('Status', status) +
        field('Diagnostic-Code', diagnosticCode ?? kind),
    )
    .join('\n')
}

const deliveriesIn = (json: string): string =>
  /"(?:notification|event)Type"\s*:\s*"Delivery"/.test(json)
    ? parsedList(json, 'recipients')
        .map(
          (address) =>
            field('Final-Recipient', address) +
            field('Action', 'delivered') +
            field('Status', /\b2\.\d\.\d{1,3}\b/.exec(stringIn(json, 'smtpResponse') ?? '')?.[0]) +
            field('Diagnostic-Code', stringIn(json, 'smtpResponse')),
        )
        .join('\n')
    : ''

/** Complaints as fields of RFC 5965; empty when there are none. */
export const complaintsTold = (text: string): string =>
  recipientsIn(jsonIn(text), 'complainedRecipients')
    .map(({ emailAddress }) => field('Original-Rcpt-To', emailAddress))
    .join('')
