/** Names of properties whose values say who somebody is or what was written. */
const PERSONAL = new Set([
  'displayName',
  'givenName',
  'surname',
  'subject',
  'mailNickname',
  'jobTitle',
  'mobilePhone',
])

const ADDRESS = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+(?=@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/gu

/** Mailboxes that stand for an office, not for a person; what they are called is part of the evidence. */
const OFFICE =
  /^(postmaster|abuse|hostmaster|mailer-daemon|noreply|no-reply|systemmailbox\{.*|microsoftexchange[\w]*)$/i

/**
 * A copy without persons: the part of each mail address before the `@` becomes `user-1`, `user-2` ..., the same one
 * everywhere, so that what belongs together stays together; names and subjects are taken out. Domains, hosts and
 * addresses of networks stay, because they are what mail flow is about.
 */
export const redacted = <T>(value: T): T => {
  const names = new Map<string, string>()
  const hide = (local: string): string => {
    if (OFFICE.test(local)) return local
    const known = names.get(local.toLowerCase())
    if (known !== undefined) return known
    const name = `user-${names.size + 1}`
    names.set(local.toLowerCase(), name)
    return name
  }
  const walk = (one: unknown, key?: string): unknown => {
    if (typeof one === 'string')
      return key !== undefined && PERSONAL.has(key) ? '(redacted)' : one.replaceAll(ADDRESS, hide)
    if (Array.isArray(one)) return one.map((item) => walk(item))
    if (typeof one !== 'object' || one === null) return one
    return Object.fromEntries(
      Object.entries(one).map(([name, item]) => [name.replaceAll(ADDRESS, hide), walk(item, name)]),
    )
  }
  return walk(value) as T
}
