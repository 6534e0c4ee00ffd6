import { z } from 'zod'
import { advance, begin, type Snapshot } from '../diagnosis/machine.ts'
import { outcomeOf } from '../model/ask.ts'
import { Fault } from '../model/fault.ts'
import type { ProbeId } from '../model/findings.ts'
import { CAUSE_IDS, QUESTION_IDS } from '../model/ids.ts'
import { mapOutcome, type Outcome } from '../model/outcome.ts'
import { CHOICES } from '../model/question.ts'
import { DIRECTIONS } from '../model/scope.ts'
import { millis } from '../model/time.ts'
import { evidenceCame } from './direct.ts'
import { type ProbeResult, type Probes, probeIds } from './probe-run.ts'

/** An evidence file cannot be used; the message says what is wrong with it, and where. */
export class EvidenceFault extends Fault {}

const Moment = z
  .string()
  .refine((text) => !Number.isNaN(millis(text)), 'is no moment, for example 2026-11-23T10:42:07.000Z')
  .meta({ description: 'ISO 8601 in UTC', examples: ['2026-11-23T10:42:07.000Z'] })

const Person = z.object({ id: z.string(), name: z.string() })

const Source = z.object({
  asked: z.string().meta({ description: 'The exact query.' }),
  of: z.string().meta({ description: 'Who was asked.' }),
  at: Moment,
  tookMs: z.number(),
  dataAsOf: Moment.optional().meta({ description: 'The newest moment that the data speaks of.' }),
  by: z.union([z.literal('probe'), Person]),
})

const outcome = (raw: z.ZodType) =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('found'), value: raw, source: Source }),
    z.object({ kind: z.literal('unsure'), value: raw.optional(), why: z.string(), source: Source }),
    z.object({
      kind: z.literal('refused'),
      need: z.object({ name: z.string(), of: z.string(), grant: z.string().optional() }),
      why: z.string(),
      source: Source,
    }),
    ...(['absent', 'unreachable', 'late'] as const).map((kind) =>
      z.object({ kind: z.literal(kind), why: z.string(), source: Source }),
    ),
  ])

const Answer = z
  .object({
    question: z.enum(QUESTION_IDS),
    choice: z
      .string()
      .meta({ description: 'One of the choices of the question, e.g. none, broken, sound, cannot-tell.' }),
    by: Person,
    at: Moment,
    note: z.string().optional(),
  })
  .refine(
    ({ question, choice }) => (CHOICES[question] as readonly string[]).includes(choice),
    'has a choice that its question does not offer',
  )

/** The shape of an evidence file, from the shapes of what the probes read. */
export const evidenceFileSchema = (probes: Probes) =>
  z.object({
    mailflow: z.literal('evidence').meta({ description: 'What kind of file this is.' }),
    version: z.literal(1),
    scope: z
      .object({
        directions: z
          .array(z.enum(DIRECTIONS))
          .min(1)
          .default([...DIRECTIONS]),
        domain: z.string().optional().meta({ description: 'One accepted domain; absent means all of them.' }),
        address: z.string().optional().meta({ description: 'A sample address of ours.' }),
        since: Moment.optional().meta({ description: 'Since when mail is missing, if somebody knows.' }),
      })
      .prefault({}),
    startedAt: Moment.meta({ description: 'When the diagnosis began: "now" for every judgement.' }),
    finishedAt: Moment.optional(),
    probes: z
      .object(
        Object.fromEntries(
          probeIds(probes).map((id) => [id, outcome(probes[id]?.raw ?? z.unknown()).optional()]),
        ),
      )
      .default({})
      .meta({
        description: 'What each probe brought, before it was judged. One that is missing has not answered.',
      }),
    answers: z.array(Answer).default([]).meta({ description: 'Decisions that a person made.' }),
    rejected: z
      .array(z.object({ cause: z.enum(CAUSE_IDS), by: Person, at: Moment }))
      .default([])
      .meta({ description: 'Causes that a person said "not this" to.' }),
  })

export type EvidenceFile = z.infer<ReturnType<typeof evidenceFileSchema>>

/** Reads the text of an evidence file. Throws EvidenceFault. */
export const readEvidenceFile = (text: string, probes: Probes): EvidenceFile => {
  const read = evidenceFileSchema(probes).safeParse(parsed(text))
  if (read.success) return read.data
  const issues = read.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
  throw fault(`This is no evidence file that can be replayed. ${issues.join('; ')}.`)
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw fault(`This is no JSON: ${(cause as Error).message}.`)
  }
}

const fault = (what: string): EvidenceFault =>
  new EvidenceFault(`${what} mailflow replay --schema prints what it must look like.`, {
    code: 'evidence.unreadable',
    kind: 'unsure',
  })

/** The diagnosis that a file holds, judged again by the present code. Asks nobody. */
export const replayEvidence = (file: EvidenceFile, probes: Probes): Snapshot => {
  const { startedAt: at, scope } = file
  const input = { scope: scope as Snapshot['context']['evidence']['scope'], at }
  const results = probeIds(probes).flatMap((id) => {
    const raw = file.probes[id] as Outcome<unknown> | undefined
    return raw === undefined
      ? []
      : [{ probe: id, raw, outcome: judged(probes, id, raw, input) } as ProbeResult]
  })
  const events = [
    ...results.map((result) => evidenceCame(result, file.finishedAt ?? at)),
    ...file.answers.map((answer) => ({ type: 'answered', answer, at: answer.at }) as const),
    ...file.rejected.map((rejection) => ({ type: 'rejected', ...rejection }) as const),
  ]
  const begun = begin({ type: 'started', ...input, by: { id: 'replay', name: 'the evidence file' } })
  return events.reduce((snapshot, event) => advance(snapshot, event as Parameters<typeof advance>[1]), begun)
}

/** Raw values of a shape that an older program wrote may be beyond the present analysis: that is one unsure probe. */
const judged = <P extends ProbeId>(
  probes: Probes,
  id: P,
  raw: Outcome<unknown>,
  input: Parameters<NonNullable<Probes[P]>['analyse']>[1],
) => {
  const probe = probes[id]
  try {
    return mapOutcome(raw, (value) => probe?.analyse(value, input))
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    return outcomeOf(thrown, raw.source)
  }
}
