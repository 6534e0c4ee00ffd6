import type { Engine, Incoming, Pasted } from '../engine/api.ts'
import type { Activity } from './activity.ts'
import { sentenceCard } from './answers.ts'
import type { TurnParts } from './clicks.ts'
import { FURTHER_VERBS, type FurtherVerb, type Said, saidOf } from './commands.ts'
import { type Dropped, fetchFile, filesOf } from './files.ts'
import { mayNot } from './roles.ts'
import type { Role } from './settings.ts'
import { wordsOf } from './words.ts'

const offered = (engine: Engine): readonly FurtherVerb[] =>
  FURTHER_VERBS.filter((verb) => engine[verb] !== undefined)

/** The least that one must be for each word. */
const roleFor = (said: Said): Role => {
  switch (said.verb) {
    case 'diagnose':
      return 'responder'
    case 'here':
    case 'quiet':
      return 'admin'
    case 'maintenance':
    case 'act':
      return 'responder'
    case 'monitors':
      return said.change === undefined ? 'viewer' : 'admin'
    default:
      return 'viewer'
  }
}

const NOTHING_TO_DECODE =
  'Paste the bounce or the SMTP reply after the word decode, or drop the .eml file in our 1:1 chat; files in channels do not reach me.'

const decode = async (
  { engine, local }: TurnParts,
  incoming: Incoming,
  text: string,
  files: readonly Dropped[],
): Promise<string | undefined> => {
  const words: readonly Pasted[] = text.trim() === '' ? [] : [{ kind: 'text', text }]
  const pasted = [...words, ...(await Promise.all(files.map((file) => fetchFile(file, local))))]
  if (pasted.length === 0) return NOTHING_TO_DECODE
  await engine.decode?.(incoming, pasted)
  return undefined
}

/** Does what was said; a sentence is why not. */
const act = async (
  parts: TurnParts,
  incoming: Incoming,
  said: Said,
  files: readonly Dropped[],
): Promise<string | undefined> => {
  const { engine } = parts
  switch (said.verb) {
    case 'decode':
      return decode(parts, incoming, said.text, files)
    case 'here':
      await engine.here?.(incoming)
      return undefined
    case 'monitors':
      await engine.monitors?.(incoming, said.change)
      return undefined
    case 'report':
      await engine.report?.(incoming)
      return undefined
    case 'act':
      await engine.act?.(incoming, said.act)
      return undefined
    case 'maintenance':
      await engine.maintenance?.(incoming, said.minutes, said.why)
      return undefined
    case 'quiet':
      await engine.quiet?.(incoming, said.hours)
      return undefined
    default:
      await engine.command(incoming, said)
      return undefined
  }
}

/** Reads a message and does what it says, where its writer may. */
export const obey = async (parts: TurnParts, incoming: Incoming, activity: Activity): Promise<void> => {
  const verbs = offered(parts.engine)
  const files = verbs.includes('decode') ? filesOf(activity) : []
  const words = wordsOf(activity)
  // A file that is dropped without a word asks to be read.
  const said: Said = words === '' && files.length > 0 ? { verb: 'decode', text: '' } : saidOf(words, verbs)
  const role = roleFor(said)
  const refused = parts.may(incoming.by, role) ? await act(parts, incoming, said, files) : mayNot(role)
  if (incoming.alone === true && parts.may(incoming.by, 'admin'))
    await parts.engine.desk?.(incoming.conversation)
  if (refused !== undefined) await parts.messenger.post(incoming.conversation, sentenceCard(refused))
}
