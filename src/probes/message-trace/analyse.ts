import type { Flow, TraceFinding } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import { between, type Instant } from '../../model/time.ts'
import { byBins } from './bins.ts'
import { failuresOf } from './failures.ts'
import { judge } from './judge.ts'
import type { Raw } from './schema.ts'
import { wayOf } from './status.ts'
import { coveredMs, ofCourse } from './usual.ts'
import { gapsIn, LONG_GAP_MS, volumeOf } from './volume.ts'

export const analyse = (kept: Raw): TraceFinding => {
  const raw = byBins(kept)
  const share = coveredMs(raw.covered, raw.window) / between(raw.window.from, raw.window.to)
  const dataAsOf = newest(raw.last.map((row) => row.at))
  return {
    window: raw.window,
    coverage:
      share > 0.999
        ? { kind: 'all' }
        : { kind: 'sampled', slices: raw.covered.length, share: Math.round(share * 1000) / 1000 },
    ...(dataAsOf === undefined ? {} : { dataAsOf }),
    flows: { inbound: flowOf(raw, 'inbound'), outbound: flowOf(raw, 'outbound') },
    internal: volumeOf(raw, raw.counts.filter(ofCourse('internal'))).total,
    gaps: gapsIn(raw.window, raw.covered, LONG_GAP_MS),
    notRead: raw.notRead,
  }
}

/** What filters keep from the inbox is no failure, unless it is most of what comes in. */
const flowOf = (raw: Raw, direction: Direction): Flow => {
  const volume = volumeOf(raw, raw.counts.filter(ofCourse(direction)))
  const last = raw.last.filter((row) => row.course === direction)
  const lastSeen = newest(last.map((row) => row.at))
  const lastDelivered = newest(last.filter((row) => row.status === 'delivered').map((row) => row.at))
  const judgement = judge(raw, direction, { lastSeen, lastDelivered })
  const samples = raw.samples.filter(
    (sample) =>
      sample.course === direction && (judgement.state === 'failing' || wayOf(sample.status) !== 'diverted'),
  )
  return {
    ...judgement,
    ...volume,
    ...(lastSeen === undefined ? {} : { lastSeen }),
    ...(lastDelivered === undefined ? {} : { lastDelivered }),
    failures: failuresOf(samples, volume.byStatus),
  }
}

const newest = (instants: readonly Instant[]): Instant | undefined => instants.toSorted().at(-1)
