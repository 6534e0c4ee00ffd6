import { expect, test } from '@jest/globals'
import { EVERYTHING } from '../../../src/model/scope.ts'
import { collect } from '../../../src/probes/transport-rules/collect.ts'
import { probe } from '../../../src/probes/transport-rules/probe.ts'
import { NOW, portsOf, refusal, silence, type World } from '../support/world.ts'
import { recorded, rejects, rejectsAll } from './rules.ts'

const input = { scope: EVERYTHING, at: NOW }
const signal = new AbortController().signal
const accepted = [
  { DomainName: 'Contoso.com', InitialDomain: false },
  { DomainName: 'contoso.onmicrosoft.com', InitialDomain: true },
  { DomainName: 'contoso.mail.onmicrosoft.com', InitialDomain: false },
]
const run = async (world: World) => {
  const { ports, asked } = portsOf(world)
  const outcome = await collect(ports, input, signal)
  return { outcome, asked }
}

const TRACES =
  'GET /admin/exchange/tracing/messageTraces?$filter=receivedDateTime ge 2026-11-22T10:42:07Z and receivedDateTime le 2026-11-23T10:42:02Z&$top=1000'

test('certain rules cost two cmdlets and no trace', async () => {
  const { outcome, asked } = await run({
    cmdlets: { 'Get-TransportRule': [recorded, rejectsAll], 'Get-AcceptedDomain': accepted },
  })
  expect(asked).toEqual([
    'Get-TransportRule {"ResultSize":"Unlimited"}',
    'Get-AcceptedDomain {"ResultSize":"Unlimited"}',
  ])
  expect(outcome).toMatchObject({
    kind: 'found',
    source: { asked: 'Get-TransportRule -ResultSize Unlimited', of: 'Exchange Online', by: 'probe' },
    value: {
      domains: {
        known: true,
        value: [
          { name: 'contoso.com', initial: false },
          { name: 'contoso.onmicrosoft.com', initial: true },
          { name: 'contoso.mail.onmicrosoft.com', initial: true },
        ],
      },
      connectors: { known: false, why: 'no rule routes mail to a connector' },
      sample: { known: false, why: 'the rules alone tell' },
    },
  })
})

test('an uncertain rule is measured on one page of the trace, with no more than it asks about', async () => {
  const row = {
    senderAddress: 'Bob@Litware.de',
    recipientAddress: 'sales@contoso.com',
    subject: 'Invoice',
    size: 9000,
    fromIP: '198.51.100.7',
    status: 'delivered',
  }
  const world = {
    cmdlets: { 'Get-TransportRule': [rejects({ From: ['bob@litware.de'] })], 'Get-AcceptedDomain': accepted },
    traces: [row, { ...row, size: null }, { recipientAddress: null }],
  }
  const { outcome, asked } = await run(world)
  expect(asked.at(-1)).toBe(TRACES)
  const known = { sender: 'bob@litware.de', recipient: 'sales@contoso.com' }
  expect(outcome).toMatchObject({
    value: { sample: { known: true, value: [{ ...known, bytes: 9000 }, known] } },
  })
  const subjects = await run({
    ...world,
    cmdlets: {
      ...world.cmdlets,
      'Get-TransportRule': [rejects({ SubjectContainsWords: ['x'], ExceptIfSenderIpRanges: ['10.0.0.1'] })],
    },
  })
  expect(subjects.outcome).toMatchObject({
    value: { sample: { value: [{ ...known, bytes: 9000, subject: 'Invoice', ip: '198.51.100.7' }, {}] } },
  })
})

test('the rules stand when what is read beside them fails', async () => {
  const route = { ...rejects({ From: ['bob@litware.de'] }), RouteMessageOutboundConnector: 'To gateway' }
  const { outcome } = await run({
    cmdlets: {
      'Get-TransportRule': [route],
      'Get-AcceptedDomain': accepted,
      'Get-OutboundConnector': refusal,
    },
    traces: silence,
  })
  expect(outcome).toMatchObject({
    kind: 'found',
    value: {
      rules: [{ Name: 'Reject' }],
      connectors: { known: false, why: 'The role Global Reader is missing.' },
      sample: { known: false, why: 'Nobody answered.' },
    },
  })
  const blind = await run({ cmdlets: { 'Get-TransportRule': [route], 'Get-AcceptedDomain': silence } })
  expect(blind.outcome).toMatchObject({
    kind: 'found',
    value: { domains: { known: false }, sample: { known: false, why: 'the rules alone tell' } },
  })
})

test('connectors for rules and those in test mode are asked for by themselves', async () => {
  const route = { ...rejectsAll, RouteMessageOutboundConnector: 'To gateway' }
  const { outcome, asked } = await run({
    cmdlets: {
      'Get-TransportRule': [route],
      'Get-AcceptedDomain': accepted,
      'Get-OutboundConnector': [
        { Name: 'To gateway', Guid: '1', Enabled: true, TestMode: true },
        { Name: 'Other', Guid: '2', Enabled: true, TestMode: false },
      ],
    },
  })
  expect(asked.filter((one) => one.startsWith('Get-OutboundConnector'))).toEqual([
    'Get-OutboundConnector {"ResultSize":"Unlimited"}',
    'Get-OutboundConnector {"IsTransportRuleScoped":true,"ResultSize":"Unlimited"}',
    'Get-OutboundConnector {"IncludeTestModeConnectors":true,"ResultSize":"Unlimited"}',
  ])
  expect(outcome).toMatchObject({
    value: {
      connectors: {
        known: true,
        value: [{ name: 'To gateway', on: false }, { name: 'Other', on: true }, {}, {}, {}, {}],
      },
    },
  })
})

test('a list that the service cut short is unsure, and connectors missing from one are not called gone', async () => {
  const { outcome } = await run({
    cmdlets: {
      'Get-TransportRule': [{ ...rejectsAll, RouteMessageOutboundConnector: 'To gateway' }],
      'Get-AcceptedDomain': accepted,
      'Get-OutboundConnector': [],
    },
    truncated: ['There are more results available than are currently displayed.'],
  })
  expect(outcome).toMatchObject({
    kind: 'unsure',
    why: 'the service left rows out: There are more results available than are currently displayed.',
    value: {
      rules: [{ Name: 'Reject' }],
      connectors: { known: false, why: 'the service left connectors out' },
    },
  })
})

test('a refusal names what is missing', async () => {
  const { outcome } = await run({ cmdlets: { 'Get-TransportRule': refusal, 'Get-AcceptedDomain': refusal } })
  expect(outcome).toMatchObject({ kind: 'refused', need: { name: 'Global Reader', of: 'Exchange Online' } })
})

test('what is collected has the shape of an evidence file', async () => {
  const { outcome } = await run({
    cmdlets: { 'Get-TransportRule': [recorded, rejectsAll], 'Get-AcceptedDomain': accepted },
  })
  if (outcome.kind !== 'found') throw new Error(outcome.kind)
  expect(probe.raw.parse(JSON.parse(JSON.stringify(outcome.value)))).toEqual(outcome.value)
})
