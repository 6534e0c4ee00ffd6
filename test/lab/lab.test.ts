import { afterEach, describe, expect, test } from '@jest/globals'
import { type Lab, type LabOptions, startLab } from '../../src/lab/lab.ts'
import { SCENARIOS } from '../../src/lab/scenarios/registry.ts'
import type { Ports } from '../../src/model/ports.ts'
import { after } from '../../src/model/time.ts'
import { type ManualClock, manualClock } from '../support/clock.ts'
import { portsOf } from './support/ports.ts'

/** A Tuesday in the middle of the working day. */
const NOW = '2026-11-24T10:30:00.000Z'

interface Standing {
  readonly lab: Lab
  readonly clock: ManualClock
  readonly ports: Ports
}

const open: Lab[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
})

const lab = async (scenario: LabOptions['scenario'], more: Partial<LabOptions> = {}): Promise<Standing> => {
  const clock = manualClock(NOW)
  const started = await startLab({ scenario, clock, ...more })
  open.push(started)
  return { lab: started, clock, ports: portsOf(started, clock) }
}

interface TraceRow {
  readonly id: string
  readonly senderAddress: string
  readonly recipientAddress: string
  readonly receivedDateTime: string
  readonly status: string
}

const trace = async (
  { ports, clock }: Standing,
  minutes: number,
  filter = '',
): Promise<readonly TraceRow[]> => {
  const bounds = `receivedDateTime ge ${after(clock.now(), -minutes * 60_000)} and receivedDateTime le ${clock.now()}`
  const path = `/admin/exchange/tracing/messageTraces?$filter=${encodeURIComponent(bounds + filter)}&$top=5000`
  return (await ports.graph.list(path)).rows as TraceRow[]
}

const ours = (address: string): boolean => address.endsWith('@contoso.com')
const inbound = (rows: readonly TraceRow[]): readonly TraceRow[] =>
  rows.filter((row) => !ours(row.senderAddress) && ours(row.recipientAddress))

describe('mail', () => {
  test('is the same whenever it is asked for, newest first', async () => {
    const first = await lab('flowing')
    const second = await lab('flowing')
    const rows = await trace(first, 600)
    expect(await trace(second, 600)).toEqual(rows)
    expect(rows.map((row) => row.receivedDateTime)).toEqual(
      rows
        .map((row) => row.receivedDateTime)
        .toSorted()
        .toReversed(),
    )
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length)
  })

  test('comes in no more while the MX points elsewhere, and again when it is mended', async () => {
    const standing = await lab('mx-wrong')
    expect(inbound(await trace(standing, 160))).toEqual([])
    expect(inbound(await trace(standing, 600)).length).toBeGreaterThan(100)
    await standing.lab.heal()
    standing.clock.pass(30 * 60_000)
    expect(inbound(await trace(standing, 30)).length).toBeGreaterThan(10)
    expect(
      inbound(await trace(standing, 200)).every(
        (row) => row.receivedDateTime > NOW || row.receivedDateTime < after(NOW, -170 * 60_000),
      ),
    ).toBe(true)
  })

  test('fails with the name of the rule that rejects it', async () => {
    const standing = await lab('transport-rule')
    const rows = await trace(standing, 60)
    expect(new Set(rows.map((row) => row.status))).toEqual(new Set(['failed']))
    const { id, recipientAddress } = rows[0] as TraceRow
    const details = await standing.ports.graph.get(
      `/admin/exchange/tracing/messageTraces/${id}/getDetailsByRecipient(recipientAddress='${recipientAddress}')`,
    )
    expect(details).toMatchObject({
      value: [
        { event: 'Receive' },
        { event: 'Transport rule', description: expect.stringContaining("'Quarterly lockdown'") },
        { event: 'Fail', description: expect.stringContaining('550 5.7.1 TRANSPORT.RULES.RejectMessage') },
      ],
    })
  })
})

describe('every scenario', () => {
  test.each(Object.entries(SCENARIOS))('%s carries its own id, a title and a story', (id, scenario) => {
    expect(scenario.id).toBe(id)
    expect(scenario.title).not.toBe('')
    expect(scenario.story).toMatch(/\.$/)
  })
})
