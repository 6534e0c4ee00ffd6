import { describe, expect, test } from '@jest/globals'
import { SCENARIOS } from '../src/lab/scenarios/registry.ts'
import { diagnoseUnder, FAULTS } from './support/faults.ts'

const QUICK = FAULTS.filter(({ slow }) => slow !== true)

describe('while a service fails', () => {
  test.each(QUICK)(
    '$name: the outcome is $outcome, and nothing is found in a sound tenant',
    async (fault) => {
      const { outcome, verdict, causes } = await diagnoseUnder(fault, 'flowing')
      expect(outcome).toBe(fault.outcome)
      expect({ verdict: ['flowing', 'unknown'].includes(verdict), causes }).toEqual({
        verdict: true,
        causes: [],
      })
    },
  )

  test.each(QUICK)('$name: a broken tenant is never given another cause than its own', async (fault) => {
    const { verdict, causes } = await diagnoseUnder(fault, 'connector-offline')
    const { expected } = SCENARIOS['connector-offline']
    if (verdict === 'found') expect(causes[0]).toBe(expected.causes[0])
  })
})
