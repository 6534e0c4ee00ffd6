import { z } from 'zod'
import { advance, begin, type Snapshot } from '../../diagnosis/machine.ts'
import { remembered } from '../../diagnosis/remembered.ts'
import { outcomeOf } from '../../model/ask.ts'
import { Fault } from '../../model/fault.ts'
import type { ProbeId } from '../../model/findings.ts'
import { CAUSE_IDS, QUESTION_IDS } from '../../model/ids.ts'
import { mapOutcome, type Outcome, type Source as OutcomeSource } from '../../model/outcome.ts'
import { CHOICES } from '../../model/question.ts'
import { DIRECTIONS } from '../../model/scope.ts'
import { Host, Moment, say } from '../../probes/raw.ts'
import { evidenceCame } from './direct.ts'
import { type ProbeResult, type Probes, probeIds } from './probe-run.ts'

/** An evidence file cannot be used; the message says what is wrong with it, and where. */
export class EvidenceFault extends Fault {}

const Person = z.strictObject({ id: z.string().default('person'), name: z.string().default('A person') })

const Source = z
  .strictObject({
    asked: z.string().optional().meta({ description: 'The exact query.' }),
    of: z.string().default('the evidence file').meta({ description: 'Who was asked.' }),
    at: Moment.optional().meta({ description: 'The moment of the diagnosis where it is left out.' }),
    tookMs: z.number().default(0),
    dataAsOf: Moment.optional().meta({ description: 'The newest moment that the data speaks of.' }),
    by: z.union([z.literal('probe'), Person]).default('probe'),
  })
  .meta({ id: 'source', description: 'Where the answer comes from; a file written by hand needs none.' })
  .optional()

const why = (otherwise: string) =>
  z.string().default(otherwise).meta({ description: "The reason, in the service's own words." })

const WHY = {
  absent: 'What was asked about does not exist.',
  unreachable: 'Nobody answered.',
  late: 'No answer before the deadline.',
} as const

const Refused = z
  .strictObject({
    kind: z.literal('refused'),
    need: z
      .strictObject({
        name: z.string().meta({ description: 'The right, e.g. ExchangeMessageTrace.Read.All.' }),
        of: z.string().default('the service'),
        grant: z.string().optional(),
      })
      .default({ name: 'a permission', of: 'the service' }),
    why: why('We may not ask.'),
    source: Source,
  })
  .meta({ id: 'refused', description: 'We may not ask; `need` is the right that is missing.' })

const NOTHING = (['absent', 'unreachable', 'late'] as const).map((kind) =>
  z
    .strictObject({ kind: z.literal(kind), why: why(WHY[kind]), source: Source })
    .meta({ id: kind, description: WHY[kind] }),
)

const outcome = (raw: z.ZodType) =>
  z.discriminatedUnion('kind', [
    say(
      z.strictObject({ kind: z.literal('found'), value: raw, source: Source }),
      'An answer; an empty list is one.',
    ),
    say(
      z.strictObject({
        kind: z.literal('unsure'),
        value: raw.optional(),
        why: why('The answer cannot be trusted as it stands.'),
        source: Source,
      }),
      'An answer that cannot be trusted as it stands: cut short, stale. `value` is as in `found`.',
    ),
    Refused,
    ...NOTHING,
  ])

const Answer = z
  .strictObject({
    question: z.enum(QUESTION_IDS),
    choice: z.string().meta({
      description: `What the question offers. ${Object.entries(CHOICES)
        .map(([question, choices]) => `${question}: ${choices.join(', ')}`)
        .join('. ')}.`,
    }),
    by: Person.default({ id: 'person', name: 'A person' }),
    at: Moment.optional(),
    note: z.string().optional(),
  })
  .refine(
    ({ question, choice }) => (CHOICES[question] as readonly string[]).includes(choice),
    'has a choice that its question does not offer',
  )

/** The shape of an evidence file, from the shapes of what the probes read. */
export const evidenceFileSchema = (probes: Probes) =>
  z.strictObject({
    $schema: z.string().optional(),
    note: z.string().optional().meta({ description: 'A remark for people; nobody judges it.' }),
    mailflow: z.literal('evidence').meta({ description: 'What kind of file this is.' }),
    version: z.literal(1),
    scope: z
      .strictObject({
        directions: z
          .array(z.enum(DIRECTIONS))
          .min(1)
          .default([...DIRECTIONS]),
        domain: Host.optional().meta({ description: 'One accepted domain; absent means all of them.' }),
        address: z.string().toLowerCase().optional().meta({ description: 'A sample address of ours.' }),
        since: Moment.optional().meta({ description: 'Since when mail is missing, if somebody knows.' }),
      })
      .default({ directions: [...DIRECTIONS] })
      .meta({ description: 'What the diagnosis is about; everything where it is left out.' }),
    startedAt: Moment.meta({
      description: 'The moment of the diagnosis: "now" for every judgement. ISO 8601 in UTC.',
    }),
    finishedAt: Moment.optional(),
    probes: z
      .strictObject(
        Object.fromEntries(
          probeIds(probes).map((id) => [
            id,
            say(
              outcome((probes[id]?.raw ?? z.unknown()).meta({ id })).optional(),
              `${probes[id]?.about.question ?? ''} Reads: ${probes[id]?.about.reads.join('; ') ?? ''}.`,
            ),
          ]),
        ),
      )
      .default({})
      .meta({
        description:
          'What each probe brought, before it was judged. One that is left out has brought nothing; that is no trouble, it only proves less.',
      }),
    answers: z.array(Answer).default([]).meta({ description: 'Decisions that a person made.' }),
    rejected: z
      .array(
        z.strictObject({
          cause: z.enum(CAUSE_IDS),
          by: Person.default({ id: 'person', name: 'A person' }),
          at: Moment.optional(),
        }),
      )
      .default([])
      .meta({ description: 'Causes that a person said "not this" to.' }),
  })

/** The shape is large, and made once. */
const schemaFor = remembered(evidenceFileSchema)

export type EvidenceFile = z.infer<ReturnType<typeof evidenceFileSchema>>

/** What was read of an evidence file, and where in it there is more that nobody reads. */
export interface ReadFile {
  readonly file: EvidenceFile
  /** Paths such as `probes.mx-records.value.domains.0.comment`: more than is needed, or misspelt. */
  readonly unread: readonly string[]
}

/** Reads the text of an evidence file. Throws EvidenceFault. */
export const readEvidenceFile = (text: string, probes: Probes): EvidenceFile => readWhole(text, probes).file

/** The same, with what was passed over. */
export const readWhole = (text: string, probes: Probes): ReadFile => {
  const given = withoutNulls(parsed(text))
  const read = schemaFor(probes).safeParse(given, { error: missing })
  if (read.success) return { file: read.data, unread: unreadIn(given, read.data) }
  const issues = read.error.issues
    .slice(0, 5)
    .map((issue) => `${placeOf(issue.path)}: ${strangerIn(issue, probes) ?? issue.message}`)
  const more = read.error.issues.length > 5 ? `; and ${read.error.issues.length - 5} more` : ''
  throw fault(`This is no evidence file that can be replayed. ${issues.join('; ')}${more}.`)
}

/** Zod says what it got; what is not there at all, or of an unknown kind, is said in plain words. */
const missing: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_union' && 'options' in issue)
    return `must be one of ${(issue.options as readonly unknown[]).join(', ')}`
  if (issue.code === 'invalid_type' && issue.input === undefined) return `is missing (${issue.expected})`
  return undefined
}

/** Names that a place does not have; among probes, with those that it has. */
const strangerIn = (issue: z.core.$ZodIssue, probes: Probes): string | undefined => {
  if (issue.code !== 'unrecognized_keys') return undefined
  const names = issue.keys.map((key) => `"${key.slice(0, 60)}"`).join(', ')
  const known =
    issue.path[0] === 'probes' && issue.path.length === 1 ? `; there are ${probeIds(probes).join(', ')}` : ''
  return `has no place for ${names}${known}`
}

/** Names in a path are the writer's own. */
const placeOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'the file' : path.map((part) => String(part).slice(0, 60)).join('.')

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw fault(`This is no JSON: ${(cause as Error).message}.`)
  }
}

const fault = (what: string): EvidenceFault =>
  new EvidenceFault(
    `${what} mailflow replay --schema prints what it must look like, and --example a short one.`,
    {
      code: 'evidence.unreadable',
      kind: 'unsure',
    },
  )

/** No service nests like this; what does is no evidence. */
const DEEPEST = 60

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Graph and Exchange write null for what is not set. */
const withoutNulls = (value: unknown, depth = 0): unknown => {
  if (depth > DEEPEST) throw fault(`This is nested more than ${DEEPEST} levels deep.`)
  if (Array.isArray(value)) return value.map((one) => withoutNulls(one, depth + 1))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      one === null ? [] : [[key, withoutNulls(one, depth + 1)]],
    ),
  )
}

/** What the writer gave and the shapes have no place for. OData's remarks are nobody's mistake. */
const unreadIn = (given: unknown, read: unknown, path = ''): readonly string[] => {
  if (Array.isArray(given) && Array.isArray(read))
    return given.flatMap((one, index) => unreadIn(one, read[index], `${path}${index}.`))
  if (!isObject(given) || !isObject(read)) return []
  return Object.keys(given).flatMap((key) => {
    if (!(key in read)) return /[@#]/.test(key) ? [] : [`${path}${key}`]
    return unreadIn(given[key], read[key], `${path}${key}.`)
  })
}

/** The diagnosis that a file holds, judged again by the present code. Asks nobody. */
export const replayEvidence = (file: EvidenceFile, probes: Probes): Snapshot => {
  const { startedAt: at, scope } = file
  const input = { scope: scope as Snapshot['context']['evidence']['scope'], at }
  const results = probeIds(probes).map((id) => {
    const raw = outcomeIn(file, id)
    return { probe: id, raw, outcome: judged(probes, id, raw, input) } as ProbeResult
  })
  const events = [
    ...results.map((result) => evidenceCame(result, file.finishedAt ?? at)),
    ...file.answers.map(
      (answer) => ({ type: 'answered', answer: { at, ...answer }, at: answer.at ?? at }) as const,
    ),
    ...file.rejected.map((rejection) => ({ type: 'rejected', at, ...rejection }) as const),
  ]
  const begun = begin({ type: 'started', ...input, by: { id: 'replay', name: 'the evidence file' } })
  return events.reduce((snapshot, event) => advance(snapshot, event as Parameters<typeof advance>[1]), begun)
}

/** What the file has of a probe. Nobody will ever bring what it has not. */
const outcomeIn = ({ probes, startedAt: at }: EvidenceFile, id: ProbeId): Outcome<unknown> => {
  const source: OutcomeSource = { asked: '', of: 'the evidence file', at, tookMs: 0, by: 'probe' }
  const kept = probes[id] as (Outcome<unknown> & { source?: Partial<OutcomeSource> }) | undefined
  if (kept === undefined) return { kind: 'unreachable', why: 'The evidence file has nothing of it.', source }
  return { ...kept, source: { ...source, ...kept.source } }
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
