import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { wallClock } from '../compose/clock.ts'
import { viewOf } from '../diagnosis/view.ts'
import { type DirectResult, diagnoseDirectly } from '../engine/diagnosis/direct.ts'
import { EvidenceFault } from '../engine/diagnosis/evidence-file.ts'
import { redacted } from '../engine/diagnosis/redact.ts'
import type { ScenarioId } from '../lab/scenarios/registry.ts'
import { QUESTION_IDS, type QuestionId } from '../model/ids.ts'
import type { Ports } from '../model/ports.ts'
import { CHOICES, type Choice } from '../model/question.ts'
import type { Scope } from '../model/scope.ts'
import { PROBES } from '../probes/registry.ts'
import { saidOf } from '../teams/commands.ts'
import type { Io } from './io.ts'
import { atPlace } from './place.ts'
import { progressOn } from './progress.ts'
import { scenarioOption } from './scenario.ts'
import { COULD_NOT_RUN, tell } from './trouble.ts'
import { endedOf, exitOf, jsonOf, reportOf } from './verdict.ts'

interface Given {
  readonly question: QuestionId
  readonly choice: Choice
}

interface Options {
  readonly scenario?: ScenarioId
  readonly json?: boolean
  readonly save?: string
  readonly redact?: boolean
  readonly answer?: readonly Given[]
}

const readAnswer = (text: string, before: readonly Given[] = []): readonly Given[] => {
  const [name = '', choice = ''] = text.split('=')
  const question = QUESTION_IDS.find((id) => id === name)
  if (question === undefined) throw new InvalidArgumentError(`The questions are ${QUESTION_IDS.join(', ')}.`)
  const known: readonly Choice[] = CHOICES[question]
  if (!known.includes(choice as Choice))
    throw new InvalidArgumentError(`The answers to ${question} are ${known.join(', ')}.`)
  return [...before, { question, choice: choice as Choice }]
}

/** `mailflow diagnose`: the same probes, tree and verdict as in Teams, for a terminal. */
export const diagnoseCommand = (io: Io): Command =>
  new Command('diagnose')
    .description('find out why mail does not flow')
    .argument('[scope...]', 'inbound, outbound or both; a domain; an address of yours')
    .addOption(scenarioOption())
    .option('--json', 'print the result as one JSON object')
    .option('--save <file>', 'write everything that the probes brought, for mailflow replay')
    .option('--redact', 'take persons out of the saved file')
    .option(
      '--answer <question=choice>',
      'answer a question of the tree beforehand; may be repeated',
      readAnswer,
    )
    .addHelpText(
      'after',
      '\nExit code: 0 mail flows, 1 a cause is found or likely, 2 undecided, 3 it could not run.',
    )
    .action((words: readonly string[], options: Options) =>
      run(io, words, options).catch((thrown) => tell(io, thrown)),
    )

const run = async (io: Io, words: readonly string[], options: Options): Promise<void> => {
  const said = saidOf(['diagnose', ...words].join(' '))
  if (said.verb !== 'diagnose') {
    io.err(
      `${said.verb === 'unclear' ? said.why : 'That is no scope.'} Example: mailflow diagnose inbound contoso.com\n`,
    )
    io.exit(COULD_NOT_RUN)
    return
  }
  const result = await atPlace(options.scenario, ({ ports }) => diagnose(io, ports, said.scope, options))
  const { startedAt, finishedAt, snapshot } = result
  const ended = endedOf(snapshot, { startedBy: userInfo().username, startedAt, finishedAt })
  if (options.save !== undefined) await save(options.save, result, options.redact === true)
  io.out(options.json === true ? `${JSON.stringify(jsonOf(ended), undefined, 2)}\n` : `${reportOf(ended)}\n`)
  io.exit(exitOf(ended))
}

const diagnose = async (
  io: Io,
  ports: Ports,
  scope: Scope,
  { answer = [] }: Options,
): Promise<DirectResult> => {
  const by = { id: 'terminal', name: userInfo().username }
  const progress = progressOn(io)
  const stop = new AbortController()
  const onStop = (): void =>
    stop.abort(new EvidenceFault('Stopped.', { code: 'diagnosis.stopped', kind: 'late' }))
  process.once('SIGINT', onStop)
  try {
    return await diagnoseDirectly({
      ports,
      probes: PROBES,
      scope,
      by,
      answers: answer.map((given) => ({ ...given, by, at: wallClock.now() })),
      signal: stop.signal,
      onChange: (snapshot) => progress.show(viewOf(snapshot, { id: 'terminal', startedBy: by.name })),
      onBug: (probe, error) => {
        const incident = randomUUID()
        io.err(
          `The probe ${probe} failed by a bug (${incident}): ${(error as Error).stack ?? String(error)}\n`,
        )
        return incident
      },
    })
  } finally {
    process.off('SIGINT', onStop)
  }
}

const save = async (path: string, result: DirectResult, redact: boolean): Promise<void> => {
  const { startedAt, finishedAt, raws, snapshot } = result
  const { scope, answers, rejected } = snapshot.context.evidence
  const file = {
    mailflow: 'evidence',
    version: 1,
    scope,
    startedAt,
    finishedAt,
    probes: raws,
    answers: Object.values(answers),
    rejected,
  }
  try {
    await writeFile(path, `${JSON.stringify(redact ? redacted(file) : file, undefined, 2)}\n`, {
      mode: 0o600,
    })
  } catch (cause) {
    throw new EvidenceFault(`The evidence cannot be written to ${path}. Choose another file.`, {
      code: 'evidence.unwritable',
      kind: 'unreachable',
      cause,
    })
  }
}
