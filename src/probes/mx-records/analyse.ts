import type { Mx, MxDomain, MxFinding } from '../../model/findings.ts'
import { type Reply, recordsIn } from '../dns-reply.ts'
import { judge, type Measure } from './judge.ts'
import type { Checked, Raw } from './schema.ts'

export const analyse = (raw: Raw): MxFinding => ({
  domains: raw.domains.map(judged),
  ...(raw.left === undefined
    ? {}
    : { notRead: raw.left.map((what) => ({ what, why: 'too many domains to look at them all' })) }),
})

const judged = (checked: Checked): MxDomain => {
  const { domain, mx } = checked
  const facts = {
    domain,
    ...(checked.isDefault === true ? { isDefault: true } : {}),
    ...(checked.expected.known ? { expected: checked.expected.value } : {}),
  }
  if (mx.kind === 'failed')
    return { ...facts, state: 'unsure', found: [], server: 'resolver', text: `${domain}: ${mx.why}` }
  const { server } = mx
  if (mx.kind === 'nxdomain')
    return { ...facts, state: 'no-such-domain', found: [], server, text: `${domain} does not exist in DNS` }
  if (mx.kind === 'nodata')
    return { ...facts, state: 'missing', found: [], server, text: `${domain} has no MX record` }
  const found = recordsOf(mx)
  return {
    ...facts,
    ...judge(found, measureOf(checked)),
    found,
    server,
    ...(mx.ttl === undefined ? {} : { ttl: mx.ttl }),
  }
}

const recordsOf = (mx: Reply<'MX'>): readonly Mx[] =>
  recordsIn(mx).map(({ exchange, preference }) => ({ host: exchange, preference }))

const measureOf = ({ domain, expected, hosts }: Checked): Measure => ({
  domain,
  expected: expected.known ? { mx: expected.value } : { why: expected.why },
  dead: new Set(hosts.filter(hasNoAddress).map(({ host }) => host)),
})

/** Only an answer proves it; a resolver in trouble does not. */
const hasNoAddress = ({ a, aaaa }: Checked['hosts'][number]): boolean =>
  [a, aaaa].every(({ kind }) => kind === 'nxdomain' || kind === 'nodata')
