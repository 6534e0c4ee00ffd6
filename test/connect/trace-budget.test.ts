import { describe } from '@jest/globals'
import { traceBudgetInMemory } from '../../src/connect/trace-budget.ts'
import { traceBudgetCases } from '../support/trace-budget-cases.ts'

describe('the budget of trace calls in one process', () => {
  traceBudgetCases(traceBudgetInMemory, 50)
})
