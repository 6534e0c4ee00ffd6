import * as fc from 'fast-check'
import { PROBE_IDS } from '../../src/diagnosis/reading.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import type {
  AcceptedDomain,
  ConnectorTrouble,
  FailureGroup,
  Findings,
  Flow,
  MxHost,
  OutdatedServer,
  ProbeId,
  SmtpTarget,
} from '../../src/model/findings.ts'
import { QUESTION_IDS, type QuestionId } from '../../src/model/ids.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import { type Answer, CHOICES } from '../../src/model/question.ts'
import { DIRECTIONS, type Direction, type Scope } from '../../src/model/scope.ts'
import { after } from '../../src/model/time.ts'
import {
  AT,
  answer,
  evidence,
  failure,
  flow,
  HEALTHY,
  inboundConnector,
  incident,
  mx,
  outboundConnector,
  rule,
  smartHost,
  source,
  target,
} from './given.ts'

/* Any evidence at all: every probe with any outcome, any finding of the shapes that probes bring, any answers. */

const REPLIES = [
  '450 4.4.316 Connection refused [Message=Socket error code 10061]',
  '450 4.4.312 DNS query failed',
  '450 4.7.320 Certificate validation failed [Message=CertificateExpired]',
  '550 5.7.705 Access denied, tenant has exceeded threshold',
  '550 5.7.1 TRANSPORT.RULES.RejectMessage; closed',
  '550 5.1.10 RESOLVER.ADR.RecipientNotFound',
  '550 5.4.1 Recipient address rejected: Access denied',
  '451 4.3.2 Temporary server error',
  '550 5.7.64 TenantAttribution; Relay Access Denied',
  "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit",
  '550 5.7.230 Connecting Exchange server version is out-of-date',
  '550 5.4.4 recipient domain in a hosted tenant which has no mail-enabled subscriptions. ATTR5',
  '554 5.4.14 Hop count exceeded - possible mail loop',
  'Failed, no reason in the trace',
] as const

const moment = fc.integer({ min: -5 * 1440, max: 0 }).map((minutes) => after(AT, minutes * 60_000))
const some = <T>(arbitrary: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { maxLength: most })

const failures: fc.Arbitrary<readonly FailureGroup[]> = some(
  fc
    .tuple(fc.constantFrom(...REPLIES), fc.nat(300), fc.constantFrom(undefined, 'Lockdown', 'Disclaimer'))
    .map(([reply, count, name]) => failure(reply, count + 1, name === undefined ? {} : { rule: name })),
  4,
)

const anyFlow: fc.Arbitrary<Flow> = fc
  .tuple(
    fc.constantFrom<Flow['state']>('flowing', 'stopped', 'none', 'failing', 'stuck', 'unsure'),
    failures,
    fc.option(moment, { nil: undefined }),
  )
  .map(([state, failed, since]) =>
    flow({ state, failures: failed, ...(since === undefined ? {} : { since }) }),
  )

const troubles: fc.Arbitrary<readonly ConnectorTrouble[]> = some(
  fc
    .tuple(
      fc.constantFrom<ConnectorTrouble['kind']>(
        'disabled',
        'blocked',
        'certificate-mismatch',
        'certificate-expired',
        'certificate-untrusted',
        'starttls-missing',
        'address-mismatch',
        'not-validated',
        'smart-host-unresolvable',
        'smart-host-unreachable',
      ),
      fc.boolean(),
    )
    .map(([kind, suspected]) => ({
      kind,
      text: `is ${kind}`,
      ...(suspected && { suspected: true as const }),
    })),
  2,
)

const stateOf = (all: readonly { readonly troubles: readonly ConnectorTrouble[] }[]) => {
  if (all.length === 0) return 'none'
  return all.some((one) => one.troubles.some(({ suspected }) => suspected !== true)) ? 'broken' : 'sound'
}

const targets: fc.Arbitrary<readonly SmtpTarget[]> = some(
  fc
    .tuple(
      fc.constantFrom<SmtpTarget['state']>('open', 'blocked', 'tls', 'rejecting', 'unsure'),
      fc.constantFrom('refused' as const, 'timed-out' as const, 'reset' as const, undefined),
      fc.boolean(),
    )
    .map(([state, kind, ours]) => (ours ? smartHost(state, kind) : target(state, kind))),
  3,
)

const outdated: fc.Arbitrary<readonly OutdatedServer[]> = some(
  fc
    .tuple(
      fc.constantFrom('mail.contoso.com', 'ex01.contoso.local'),
      fc.constantFrom<OutdatedServer['treatment']>('reported', 'throttled', 'blocked'),
      moment,
    )
    .map(([name, treatment, from]) => ({
      name,
      build: '15.1.2507.39',
      treatment,
      throttledFrom: from,
      blockedFrom: from,
    })),
  2,
)

const subscriptions = some(
  fc.record({
    sku: fc.constantFrom('SPE_E3', 'EXCHANGESTANDARD'),
    status: fc.constantFrom('Enabled', 'Warning', 'Suspended', 'Deleted'),
    consumed: fc.nat(3),
  }),
  3,
)

const accepted: fc.Arbitrary<AcceptedDomain> = fc
  .tuple(
    fc.constantFrom('contoso.com', 'fabrikam.example'),
    fc.constantFrom('Authoritative', 'InternalRelay'),
    fc.boolean(),
    moment,
    fc.subarray(['receiving-off', 'outbound-only', 'sending-off', 'pending-removal'] as const),
  )
  .map(([name, type, isDefault, changedAt, kinds]) => ({
    name,
    type,
    isDefault,
    changedAt,
    troubles: kinds.map((kind) => ({ kind, text: `${name} is ${kind}` })),
  }))

/** Findings of every shape; of probes that no cause here reads, those of a healthy tenant. */
const FINDINGS: { readonly [P in ProbeId]?: fc.Arbitrary<Findings[P]> } = {
  'message-trace': fc
    .tuple(anyFlow, anyFlow, fc.option(moment, { nil: undefined }))
    .map(([inbound, outbound, dataAsOf]) => {
      const { dataAsOf: _, ...rest } = HEALTHY['message-trace']
      return { ...rest, flows: { inbound, outbound }, ...(dataAsOf === undefined ? {} : { dataAsOf }) }
    }),
  'inbound-connectors': some(
    fc.tuple(troubles, moment).map(([all, changedAt]) => inboundConnector({ troubles: all, changedAt })),
    2,
  ).chain((connectors) =>
    outdated.map((outdatedServers) => ({ state: stateOf(connectors), connectors, outdatedServers })),
  ),
  'outbound-connectors': some(
    fc.tuple(troubles, moment).map(([all, changedAt]) => outboundConnector({ troubles: all, changedAt })),
    2,
  ).map((connectors) => ({ state: stateOf(connectors), connectors })),
  'smtp-reachability': targets.map((all) => ({ targets: all })),
  'mx-records': some(
    fc
      .tuple(
        fc.constantFrom('right', 'wrong', 'missing', 'no-such-domain', 'gateway', 'unsure'),
        fc.constantFrom('contoso.com', 'fabrikam.example'),
        fc.boolean(),
        fc.subarray(['registration', 'not-delegated', 'parked', 'lame-delegation'] as const),
        fc.constantFrom('mail.contoso.com', 'mx.gateway.example'),
      )
      .map(([state, domain, isDefault, signs, host]) =>
        mx(state, {
          domain,
          ...(isDefault && { isDefault }),
          ...(state === 'right' ? {} : { found: [{ host, preference: 10 }] }),
          troubles: signs.map((kind) => ({ kind, text: `shows ${kind}` })),
        }),
      ),
    3,
  ).map((domains) => ({ domains })),
  'transport-rules': some(
    fc
      .tuple(
        fc.constantFrom('Lockdown', 'Disclaimer'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        moment,
      )
      .map(([name, inbound, outbound, changedAt]) =>
        rule({
          name,
          effect: 'reject',
          share: { inbound, outbound },
          changedAt,
          blocking: Math.max(inbound, outbound) >= 0.5,
        }),
      ),
    2,
  ).map((rules) => ({ rules })),
  mailboxes: fc
    .tuple(
      fc.nat(25),
      fc.nat(25),
      fc.boolean(),
      fc.constantFrom('not-licensed' as const, 'plan-suspended' as const),
      subscriptions,
      some(accepted, 3),
    )
    .map(([sampled, bad, sampleTroubled, kind, subscriptions, domains]) => ({
      subscriptions,
      domains,
      sampled,
      sampleTroubled: sampleTroubled && Math.min(bad, sampled) > 0,
      troubled: Array.from({ length: Math.min(bad, sampled) }, (_, index) => ({
        user: `user${index}@contoso.com`,
        kind,
        text: 'has lost the licence',
      })),
    })),
  limits: fc.tuple(fc.nat(20_000), fc.boolean(), some(moment, 2)).map(([observed, enforced, moments]) => ({
    restricted: moments.map((since, index) => ({
      address: `user${index}@contoso.com`,
      since,
      text: 'may not send: over a limit',
      temporary: false,
    })),
    external: {
      observed,
      threshold: 10_000,
      enforced,
      state: observed >= 10_000 ? ('exceeded' as const) : ('within' as const),
    },
  })),
  'mx-hosts': some(
    fc
      .tuple(
        fc.constantFrom('mail.contoso.com', 'mx.gateway.example'),
        fc.constantFrom<MxHost['state']>('answers', 'refuses', 'silent', 'unresolvable', 'unsure'),
        fc.subarray(['contoso.com', 'fabrikam.example'], { minLength: 1 }),
      )
      .map(([host, state, serves]) => ({ host, state, serves, text: `is ${state}` })),
    3,
  ).map((hosts) => ({ hosts })),
  'directory-sync': fc
    .tuple(
      fc.constantFrom('cloud-only', 'current', 'stale', 'switched-off'),
      fc.nat(9999),
      fc.constantFrom(undefined, 'staging', 'disabled', 'suspended'),
    )
    .map(([state, ageMinutes, held]) => ({
      state,
      ageMinutes,
      lastSync: after(AT, -ageMinutes * 60_000),
      errors: [],
      ...(held === undefined ? {} : { held }),
    })),
  'service-health': some(
    fc
      .tuple(
        moment,
        fc.boolean(),
        fc.constantFrom('incident', 'advisory'),
        fc.constantFrom(
          'Some messages are delayed',
          "Users can't send messages",
          'Users cannot receive mail',
        ),
      )
      .map(([startedAt, mailFlow, classification, title]) =>
        incident({ startedAt, mailFlow, classification, title }),
      ),
    2,
  ).map((issues) => ({ status: 'serviceDegradation', issues })),
}

const findingOf = <P extends ProbeId>(probe: P): fc.Arbitrary<Findings[P]> =>
  FINDINGS[probe] ?? fc.constant(HEALTHY[probe])

/** What stands where no answer is: a fault of any kind. */
export const faultOf = (probe: ProbeId): fc.Arbitrary<Outcome<never>> =>
  fc.constantFrom<Outcome<never>>(
    { kind: 'absent', why: 'There is none.', source: source(`fault of ${probe}`) },
    {
      kind: 'refused',
      need: { name: 'Mail.Read', of: 'Microsoft Graph' },
      why: 'It may not be read.',
      source: source(`fault of ${probe}`),
    },
    { kind: 'unreachable', why: 'Nobody answers.', source: source(`fault of ${probe}`) },
    { kind: 'late', why: 'No answer in time.', source: source(`fault of ${probe}`) },
    { kind: 'unsure', why: 'Mailflow itself failed.', source: source(`fault of ${probe}`) },
  )

const outcomeOf = (probe: ProbeId): fc.Arbitrary<Outcome<Findings[ProbeId]> | undefined> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: findingOf(probe).map((value) => ({ kind: 'found', value, source: source(probe) })),
    },
    {
      weight: 2,
      arbitrary: findingOf(probe).map((value) => ({
        kind: 'unsure',
        value,
        why: 'Cut short.',
        source: source(probe),
      })),
    },
    { weight: 1, arbitrary: faultOf(probe) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ) as fc.Arbitrary<Outcome<Findings[ProbeId]> | undefined>

const drop = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T

const anyAnswer = (question: QuestionId): fc.Arbitrary<Answer | undefined> =>
  fc
    .option(fc.constantFrom(...CHOICES[question]), { nil: undefined, freq: 2 })
    .map((choice) => (choice === undefined ? undefined : answer(question, choice)))

export const scopes: fc.Arbitrary<Scope> = fc
  .tuple(
    fc.subarray<Direction>([...DIRECTIONS], { minLength: 1 }),
    fc.constantFrom(undefined, 'contoso.com'),
    fc.option(moment, { nil: undefined }),
  )
  .map(([directions, domain, since]) => drop({ directions, domain, since }) as Scope)

/** What the probes brought, without any answer of a person. */
export const probed: fc.Arbitrary<Evidence> = fc
  .tuple(fc.record(Object.fromEntries(PROBE_IDS.map((probe) => [probe, outcomeOf(probe)]))), scopes)
  .map(([probes, scope]) => evidence({ scope, probes: drop(probes) as Evidence['probes'] }))

/** Any evidence, with any answers. */
export const anyEvidence: fc.Arbitrary<Evidence> = fc
  .tuple(probed, fc.record(Object.fromEntries(QUESTION_IDS.map((id) => [id, anyAnswer(id)]))))
  .map(([from, answers]) => ({ ...from, answers: drop(answers) as Evidence['answers'] }))

/** Evidence in which no probe brought anything, each for a reason of its own. */
export const onlyFaults: fc.Arbitrary<Evidence> = fc
  .tuple(fc.record(Object.fromEntries(PROBE_IDS.map((probe) => [probe, faultOf(probe)]))), scopes)
  .map(([probes, scope]) => evidence({ scope, probes }))
