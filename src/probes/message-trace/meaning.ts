import type { FailureGroup } from '../../model/findings.ts'
import { exchangeFinding } from '../../ndr/exchange.ts'

type Meaning = Pick<FailureGroup, 'meaning' | 'points'>
type Failed = Pick<FailureGroup, 'code' | 'reply' | 'rule' | 'connector'>

/** A rejection by a rule says `5.7.1` like many others; the rule behind it or its own words tell it apart. */
export const meaningOf = ({ code = '', reply, rule, connector }: Failed): Meaning => {
  if (rule !== undefined)
    return { meaning: 'A transport rule stopped the message', points: 'transport-rules' }
  const finding = exchangeFinding(code, reply, true)
  if (finding === undefined) return {}
  const { meaning } = finding
  // Behind a connector it is its smart host that cannot be found or reached.
  const step = connector !== undefined && /^[45]\.4\.31\d$/.test(code) ? 'outbound-connectors' : finding.step
  // The message trace is where this was read.
  return step === undefined || step === 'message-trace' ? { meaning } : { meaning, points: step }
}
