/*
 * Amazon SES tells of bounces and complaints as JSON inside a message or a paste:
 * https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html. They are put into the fields of RFC 3464 and
 * RFC 5965, so that one road serves all.
 */

interface Recipient {
  readonly emailAddress?: unknown
  readonly action?: unknown
  readonly status?: unknown
  readonly diagnosticCode?: unknown
}

/** The array of that name; the JSON around it may be cut or folded. */
const listIn = (text: string, name: string): readonly Recipient[] => {
  const json = new RegExp(`"${name}"\\s*:\\s*(\\[[^\\]]{2,20000}\\])`).exec(text.slice(0, 200_000))?.[1]
  if (json === undefined) return []
  try {
    const list: unknown = JSON.parse(json)
    return Array.isArray(list)
      ? list.filter((one): one is Recipient => typeof one === 'object' && one !== null)
      : []
  } catch {
    return []
  }
}

const field = (name: string, value: unknown): string =>
  typeof value === 'string' ? `${name}: ${value.replaceAll(/\s+/g, ' ')}\n` : ''

export const bouncesIn = (text: string): string =>
  listIn(text, 'bouncedRecipients')
    .map(
      ({ emailAddress, action, status, diagnosticCode }) =>
        field('Final-Recipient', emailAddress) +
        field('Action', action) +
        field('Status', status) +
        field('Diagnostic-Code', diagnosticCode),
    )
    .join('\n')

export const complaintsTold = (text: string): string =>
  listIn(text, 'complainedRecipients')
    .map(({ emailAddress }) => field('Original-Rcpt-To', emailAddress))
    .join('')
