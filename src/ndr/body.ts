/* The words of a report for people: what stands before the returned message. */

/** Where the returned message begins, in the ways of many servers and languages. */
const RETURNED = [
  /^[-=_\s|*]{0,80}(?:(?:this is|below this line is|below is|included is|here is|the following is) )?(?:(?:the |a )?(?:copy|header|headers|text|start) of (?:the |your |this )?)?(?:original|returned|unsent|undelivered|bounced|failed|rejected)[ -](?:message|mail|e-?mail)\b(?! (?:was received|to|could|has|is|sent|id)\b).{0,60}$/i,
  /^[-=_\s|*]{0,80}(?:this is a copy of|below this line is a copy of|included is a copy of) (?:the |your )?(?:message|mail|e-?mail)/i,
  /^[-=_\s|*]{0,80}(?:the )?headers? of the (?:original )?message/i,
  /^[-=_\s|*]{0,80}(?:message|mail) (?:headers?|text|body) follows?\b/i,
  /^(?:original message headers|intestazioni originali del messaggio|en-t[êe]tes (?:de message|du message) d'origine|encabezados de mensaje originales|urspr[üu]ngliche nachrichtenkopfzeilen|cabe[çc]alhos originais da mensagem)\s*:/i,
  /^-{3,}\s*(?:message log|start of message|begin message|message header)/i,
]

const HEADERS =
  /^(?:return-path|received|dkim-signature|domainkey-signature|message-id|mime-version|arc-seal|x-received):\s/i

const MOST_WORDS = 60_000

/** Without the returned message and its headers: their words would be taken for reasons. */
export const ownWords = (body: string): string => split(body).own

/** The returned message as far as it stands among the words. */
export const returnedWords = (body: string): string => split(body).returned

const split = (body: string): { readonly own: string; readonly returned: string } => {
  const lines = body.slice(0, MOST_WORDS).replaceAll('\r\n', '\n').split('\n')
  const end = lines.findIndex(
    (line, index) =>
      RETURNED.some((pattern) => pattern.test(line.trim())) || (index > 0 && HEADERS.test(line)),
  )
  return end < 0
    ? { own: lines.join('\n'), returned: '' }
    : { own: lines.slice(0, end).join('\n'), returned: lines.slice(end).join('\n') }
}

export const ADDRESS =
  /[^\s<>"'`()[\]{}:;,|@=]{1,64}@(?:[a-z0-9_](?:[a-z0-9_-]{0,62}\.)?){1,10}[a-z0-9_-]{1,62}/gi

/** The same without a state of its own. */
export const ADDRESS_ONCE = new RegExp(ADDRESS.source, 'i')
