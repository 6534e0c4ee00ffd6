import { describe, expect, test } from '@jest/globals'
import { step } from '../../src/diagnosis/steps/network-dns.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import type { MxHost } from '../../src/model/findings.ts'
import { given, mx, silent, trace, without } from './given.ts'

const behind = mx('gateway', {
  found: [{ host: 'mx.gateway.example', preference: 10 }],
  gateway: 'Mail Gateway',
  text: 'contoso.com has MX 10 mx.gateway.example, the mail gateway Mail Gateway',
})

const at = (state: MxHost['state']): Evidence =>
  given({
    'message-trace': trace({ inbound: silent() }),
    'mx-records': { domains: [behind] },
    'mx-hosts': {
      hosts: [{ host: 'mx.gateway.example', serves: ['contoso.com'], state, text: 'greets with 421' }],
    },
  })

const notYet = (from: Evidence): Evidence => {
  const { 'mx-hosts': _, ...probes } = from.probes
  return { ...from, probes }
}

describe('the step of network and DNS, where a gateway stands before Exchange Online,', () => {
  test('is broken when the gateway takes no mail', () => {
    expect(step.read(at('refuses'))).toEqual({
      kind: 'known',
      state: 'broken',
      summary: 'mx.gateway.example greets with 421',
    })
  })

  test('waits until the gateway was looked at', () => {
    expect(step.read(notYet(at('refuses')))).toEqual({ kind: 'waiting', summary: 'Being looked at' })
  })

  test.each([
    ['when it answers, for nobody sees into it', at('answers')],
    ['when it only dislikes us', at('unsure')],
    ['when it could not be looked at', without(at('refuses'), 'mx-hosts')],
  ])('asks a person %s', (_, from) => {
    expect(step.read(from)).toEqual({ kind: 'open', question: 'mx', why: behind.text })
  })
})
