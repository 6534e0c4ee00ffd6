import { ADDRESS_ONCE as ADDRESS } from './body.ts'
import type { Letter } from './letter.ts'
import { isMachine } from './recognise.ts'

/* Letters that look like reports and are none of a failure: complaints (RFC 5965) and automatic replies (RFC 3834). */

/** The recipients who complain; one empty name when the complaint hides them; none when it is no complaint. */
export const complaintsIn = (letter: Letter): readonly string[] => {
  const subject = letter.header('subject') ?? ''
  // Apple's mail program lets a recipient leave a list by a message.
  if (/^\s*true/i.test(letter.header('x-apple-unsubscribe') ?? ''))
    return [ADDRESS.exec(letter.header('from') ?? '')?.[0] ?? '']
  if (
    letter.feedback === '' &&
    !(/^\s*complaint about message from/i.test(subject) && letter.enclosed.length > 0)
  )
    return []
  const named = [
    ...letter.feedback.matchAll(
      /^(?:original-rcpt-to|removal-recipient):\s*(?:rfc822;)?\s*<?([^\s<>]+)>?/gim,
    ),
  ]
  const recipients = [...new Set(named.map(([, address]) => address ?? ''))]
  return recipients.length > 0 ? recipients.slice(0, 200) : ['']
}

/** Subjects that mail programs give their automatic replies. */
const SUBJECT =
  /^\s*(?:re: ?)?(?:auto:|auto(?:matic)?[- ]?(?:reply|response|respond\w*|antwort)|autoreply|out of (?:the )?office|away from (?:the )?office|vacation|on (?:holiday|vacation|leave)|automatische antwort|abwesenheit\w*|r[ée]ponse automatique|risposta automatica|respuesta autom[áa]tica|resposta autom[áa]tica|absence|i am (?:away|out)|ooo\b|自動返信|不在)/i

/** An automatic reply of a person's mailbox: it carries no report and no code of a failure. */
export const isAutomaticReply = (letter: Letter): boolean => {
  if (letter.status !== '' || letter.header('x-failed-recipients') !== undefined) return false
  if (isMachine(letter.header('from') ?? '')) return false
  const replied = /^\s*auto-(?:replied|generated)/i.test(letter.header('auto-submitted') ?? '')
  const marked =
    /^\s*(?:yes|reply)/i.test(letter.header('x-autoreply') ?? '') ||
    /auto[_-]?reply/i.test(letter.header('precedence') ?? '') ||
    letter.header('x-autorespond') !== undefined ||
    /^\s*vacation/i.test(letter.header('x-apple-action') ?? '') ||
    letter.header('x-auto-reply') !== undefined
  return SUBJECT.test(letter.header('subject') ?? '') || ((replied || marked) && !isFailing(letter.body))
}

const isFailing = (body: string): boolean =>
  /undeliver|could not be delivered|delivery (?:failed|has failed|status)|\b[45]\d\d[ -][45]\.\d\.\d{1,3}\b/i.test(
    body,
  ) && ADDRESS.test(body)
