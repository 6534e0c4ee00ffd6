import { describe } from '@jest/globals'
import { CAUSE_IDS } from '../../../src/model/ids.ts'
import { causeLaws } from './laws.ts'

describe.each(CAUSE_IDS)('%s, whatever the evidence:', (id) => {
  causeLaws(id)
})
