import type { Activity } from './activity.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#160': ' ',
}

const isMention = (entity: Activity['entities'][number]): boolean => entity.type.toLowerCase() === 'mention'

/** Whether the bot itself is mentioned, by id: somebody else may have the same name. */
export const mentionsBot = (activity: Activity): boolean =>
  activity.entities.some((entity) => isMention(entity) && entity.mentioned?.id === activity.recipient.id)

/** The bot's own mentions as they stand in the text; most clients write `<at>name</at>`, some only the name. */
const ownMentions = (activity: Activity): readonly string[] =>
  activity.entities
    .filter((entity) => isMention(entity) && entity.mentioned?.id === activity.recipient.id)
    .flatMap((entity) => (entity.text === undefined || entity.text === '' ? [] : [entity.text]))

/**
 * What the person typed: without the bot's mention, with every other `<at>` element left out too (it names a person,
 * never a verb or a domain), HTML as plain text and
 * nothing that cannot be seen. Line breaks stay, because pasted reports need them.
 */
export const wordsOf = (activity: Activity): string => {
  const withoutBot = ownMentions(activity).reduce(
    (text, mention) => text.replace(mention, ' '),
    activity.text ?? '',
  )
  return withoutBot
    .replaceAll(/<at\b[^<>]*>[^<>]*<\/at>/gi, ' ')
    .replaceAll(/<\/?(?:p|div|br|li|ul|ol|tr|pre)\b[^<>]*>/gi, '\n')
    .replaceAll(/<\/?(?:a|at|span|b|strong|i|em|u|s|code|font)\b[^<>]*>/gi, '')
    .replaceAll(/&(#?\w{2,6});/g, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole)
    .replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zs}]/gu, ' ')
    .trim()
}
