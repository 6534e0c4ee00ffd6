import { STEP_IDS } from '../../src/model/ids.ts'
import type { Source } from '../../src/model/outcome.ts'
import { EVERYTHING } from '../../src/model/scope.ts'
import type { RankedCause, Verdict } from '../../src/model/verdict.ts'
import type { DiagnosisView, StepState, StepView } from '../../src/model/view.ts'

/** Diagnoses as they look in life: one of each kind, on the same morning at contoso.com. */

export const AT = '2026-11-23T10:42:03.000Z'
export const BUTTON = { diagnosis: 'd-7f3a', token: 'one-use' } as const

const TITLES = [
  'Message trace',
  'Inbound connectors',
  'Outbound connectors',
  'Network and DNS',
  'Transport rules',
  'Mailboxes',
  'Directory sync',
] as const

export const source = (of: string, asked: string, dataAsOf?: string): Source => ({
  asked,
  of,
  at: '2026-11-23T10:42:07.000Z',
  tookMs: 412,
  by: 'probe',
  ...(dataAsOf !== undefined && { dataAsOf }),
})

const TRACE = source(
  'Microsoft Graph',
  'GET /admin/exchange/tracing/messageTraces?$filter=receivedDateTime ge 2026-11-22T10:42:03Z and receivedDateTime le 2026-11-23T10:42:03Z',
  '2026-11-23T10:38:00.000Z',
)
const MX = source('ns1.registrar.example', 'MX contoso.com')
const RECORDS = source('Microsoft Graph', 'GET /domains/contoso.com/serviceConfigurationRecords')

export const steps = (...states: readonly (readonly [StepState, string])[]): readonly StepView[] =>
  STEP_IDS.map((id, at) => ({
    id,
    number: at + 1,
    title: TITLES[at] as string,
    state: states[at]?.[0] ?? 'waiting',
    summary: states[at]?.[1] ?? 'Being looked at',
  }))

const SOUND_STEPS = steps(
  ['sound', '298 inbound and 121 outbound in the last hour, as usual; last one 2026-11-23T10:41:52Z'],
  ['sound', '2 on, nobody shut out by their restrictions'],
  ['sound', '1 on, smart host answers in 180 ms'],
  ['sound', 'MX of 2 domains as Microsoft expects'],
  ['sound', '14 rules, none stops mail'],
  ['sound', '25 of 25 sampled are licensed and provisioned'],
  ['sound', 'Last sync 2026-11-23T10:21:00Z'],
)

const BROKEN_STEPS = steps(
  [
    'unsure',
    '0 inbound since 2026-11-23T10:12:00Z, usual 310 an hour; outbound normal (trace data as of 2026-11-23T10:38:00Z)',
  ],
  ['sound', '2 on, nobody shut out by their restrictions'],
  ['passed', 'Outbound mail flows'],
  [
    'broken',
    'MX of contoso.com is mx.oldhost.example; Microsoft expects contoso-com.mail.protection.outlook.com',
  ],
  ['sound', '14 rules, none stops mail'],
  ['sound', '25 of 25 sampled are licensed and provisioned'],
  ['sound', 'Last sync 2026-11-23T10:21:00Z'],
)

export const mxWrong: RankedCause = {
  id: 'mx-wrong',
  step: 'network-dns',
  title: 'The MX record of contoso.com points elsewhere',
  confidence: 1,
  supports: [
    { text: 'MX of contoso.com is 10 mx.oldhost.example', source: MX, weight: 1 },
    { text: 'Microsoft expects 0 contoso-com.mail.protection.outlook.com', source: RECORDS, weight: 0.8 },
    {
      text: 'No inbound message since 2026-11-23T10:11:58Z, 310 an hour are usual',
      source: TRACE,
      weight: 0.5,
    },
  ],
  contradicts: [],
  missing: [],
  affected: 'All inbound mail to contoso.com. Outbound mail and contoso.de are fine.',
  guidance: {
    whose: 'Ours: DNS at the registrar, not Microsoft',
    instruction: 'At the registrar, set the MX of contoso.com to priority 0 and this host:',
    commands: [
      { where: 'MX record of contoso.com, priority 0', run: 'contoso-com.mail.protection.outlook.com' },
    ],
    then: 'The old record lives 60 minutes in caches: mail returns by 2026-11-23T11:45:00Z. Senders retry, so little is lost.',
    prevention: 'Lock the zone at the registrar and let Mailflow watch the MX records.',
  },
}

export const ruleBlocks: RankedCause = {
  ...mxWrong,
  id: 'transport-rule',
  step: 'transport-rules',
  title: 'The transport rule "Block external" rejects all mail from outside',
  confidence: 1,
  supports: [
    {
      text: 'Rule "Block external" (priority 0, Enforce) has no conditions and rejects; changed 2026-11-23T10:10:00Z by admin@contoso.com',
      source: source('Exchange Online', 'Get-TransportRule'),
      weight: 1,
    },
  ],
  affected: 'All inbound mail from outside, about 310 an hour. Mail between colleagues flows.',
  guidance: {
    whose: 'Ours: a transport rule, changed half an hour ago',
    instruction: 'Switch the rule off, then look at what it was meant to do:',
    commands: [
      {
        where: 'Exchange Online PowerShell',
        run: "Disable-TransportRule -Identity 'Block external' -Confirm:$false",
      },
      {
        where: 'See that it is off',
        run: "Get-TransportRule 'Block external' | Format-List Name,State,Mode,WhenChanged",
      },
    ],
    then: 'Rules take up to 30 minutes to change everywhere. What was rejected is not sent again by itself: its senders got a bounce.',
    prevention: 'Put new rules in test mode first and let Mailflow compare the rules every week.',
  },
}

const evidence: DiagnosisView['evidence'] = [
  { what: 'MX records', answer: '10 mx.oldhost.example', source: MX },
  { what: "Microsoft's own record", answer: '0 contoso-com.mail.protection.outlook.com', source: RECORDS },
  {
    what: 'Message trace',
    answer: 'Last inbound 2026-11-23T10:11:58Z; 7,412 messages in 24 hours',
    source: TRACE,
  },
  {
    what: 'Transport rules',
    answer: 'Not allowed: needs the role View-Only Configuration',
    source: source('Exchange Online', 'Get-TransportRule'),
  },
]

const BASE: DiagnosisView = {
  id: 'd-7f3a',
  scope: { ...EVERYTHING, domain: 'contoso.com', since: '2026-11-23T10:12:00.000Z' },
  startedAt: AT,
  startedBy: 'Olivia Operator',
  phase: 'checking',
  steps: steps(),
  beside: [],
  evidence: [],
  offers: [{ verb: 'stop' }],
}

const verdict = (given: Partial<Verdict>): Verdict => ({
  kind: 'unknown',
  causes: [],
  proven: 0,
  ruledOut: [],
  notChecked: [],
  ...given,
})

const ended = (given: Partial<DiagnosisView>): DiagnosisView => ({
  ...BASE,
  phase: 'verdict',
  finishedAt: '2026-11-23T10:42:09.000Z',
  steps: BROKEN_STEPS,
  beside: ['Microsoft service health: no open Exchange Online incident (2026-11-23T10:42:05Z)'],
  evidence,
  offers: [{ verb: 'restart' }],
  ...given,
})

const choices = [
  { id: 'connected', label: 'Connected' },
  { id: 'failed', label: 'Failed' },
  { id: 'cannot-tell', label: 'Cannot tell' },
] as const

export const EXAMPLES = {
  started: BASE,
  running: {
    ...BASE,
    steps: [...BROKEN_STEPS.slice(0, 4), ...steps().slice(4)],
    beside: ['Microsoft service health: no open Exchange Online incident (2026-11-23T10:42:05Z)'],
    evidence: evidence.slice(0, 3),
  },
  asking: {
    ...BASE,
    phase: 'asking',
    steps: [
      ...BROKEN_STEPS.slice(0, 3),
      ...steps()
        .slice(3, 4)
        .map((step) => ({
          ...step,
          state: 'asking' as const,
          summary: 'Only somebody inside the network can see this',
        })),
      ...steps().slice(4),
    ].map((step, at) =>
      at === 1
        ? {
            ...step,
            summary: 'Sound, says Olivia Operator',
            answer: {
              question: 'inbound' as const,
              choice: 'sound' as const,
              by: { id: 'p1', name: 'Olivia Operator' },
              at: '2026-11-23T10:44:00.000Z',
            },
          }
        : step,
    ),
    question: {
      id: 'smtp',
      step: 'network-dns',
      title: 'Can the hybrid server reach Exchange Online?',
      why: 'No relay agent inside your network, so the bot cannot look from there.',
      look: [
        {
          where: 'On the server that sends mail to Microsoft, in PowerShell',
          run: 'Test-NetConnection contoso-com.mail.protection.outlook.com -Port 25',
        },
      ],
      reading:
        'TcpTestSucceeded : True means that the way is open. False, or a long wait, means that it is blocked.',
      choices,
    },
    evidence,
    offers: [
      ...choices.map(({ id, label }) => ({
        verb: 'answer' as const,
        question: 'smtp' as const,
        choice: id,
        label,
      })),
      { verb: 'take-back', question: 'inbound', label: 'Change my answer to step 2' },
      { verb: 'stop' },
    ],
  },
  found: ended({
    verdict: verdict({
      kind: 'found',
      causes: [mxWrong],
      proven: 1,
      ruledOut: [
        'connector-offline',
        'network-blocked',
        'transport-rule',
        'mailbox-not-provisioned',
        'directory-sync-stopped',
        'microsoft-incident',
      ],
      notChecked: [{ what: 'On-premises queues', why: 'no relay agent there' }],
    }),
    offers: [{ verb: 'reject', cause: 'mx-wrong' }, { verb: 'restart' }],
  }),
  twoFaults: ended({
    verdict: verdict({
      kind: 'found',
      causes: [ruleBlocks, mxWrong],
      proven: 2,
      ruledOut: ['connector-offline', 'network-blocked'],
      notChecked: [],
    }),
    offers: [
      { verb: 'reject', cause: 'transport-rule' },
      { verb: 'reject', cause: 'mx-wrong' },
      { verb: 'restart' },
    ],
  }),
  likely: ended({
    verdict: verdict({
      kind: 'likely',
      causes: [
        {
          ...ruleBlocks,
          confidence: 0.72,
          contradicts: [
            { text: 'Mail from fabrikam.com came in at 2026-11-23T10:31:00Z', source: TRACE, weight: 0.3 },
          ],
          missing: ['mailboxes', 'directory-sync'],
        },
        { ...mxWrong, confidence: 0.3 },
      ],
      ruledOut: ['connector-offline', 'network-blocked'],
      notChecked: [{ what: 'Mailboxes', why: 'Graph refused: User.Read.All is missing' }],
    }),
    offers: [{ verb: 'reject', cause: 'transport-rule' }, { verb: 'restart' }],
  }),
  conflict: ended({
    verdict: verdict({
      kind: 'conflict',
      causes: [
        { ...mxWrong, confidence: 0.6 },
        { ...ruleBlocks, confidence: 0.6 },
      ],
      ruledOut: ['connector-offline'],
    }),
    offers: [{ verb: 'reject', cause: 'mx-wrong' }, { verb: 'restart' }],
  }),
  unknown: ended({
    steps: SOUND_STEPS.map((step, at) =>
      at === 0 ? { ...step, state: 'broken', summary: '0 messages in 24 hours, both directions' } : step,
    ),
    verdict: verdict({
      kind: 'unknown',
      ruledOut: [
        'connector-offline',
        'network-blocked',
        'mx-wrong',
        'transport-rule',
        'mailbox-not-provisioned',
        'directory-sync-stopped',
      ],
      notChecked: [{ what: 'Service health', why: 'no answer in 10 seconds' }],
    }),
  }),
  flowing: ended({
    steps: SOUND_STEPS,
    verdict: verdict({ kind: 'flowing', ruledOut: ['microsoft-incident'] }),
  }),
  stopped: {
    ...BASE,
    phase: 'stopped',
    steps: [...BROKEN_STEPS.slice(0, 2), ...steps().slice(2)],
    finishedAt: '2026-11-23T10:42:15.000Z',
    evidence: evidence.slice(0, 1),
    offers: [{ verb: 'restart' }],
  },
} satisfies Record<string, DiagnosisView>
