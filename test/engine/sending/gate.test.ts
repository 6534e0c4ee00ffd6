import { expect, test } from '@jest/globals'
import { createGate } from '../../../src/engine/sending/gate.ts'

test('so many are inside at a time, and the urgent ones come before those that wait longer', async () => {
  const gate = createGate(2)
  const order: string[] = []
  const leave: (() => void)[] = []
  const enter = (name: string, urgent: boolean): Promise<void> =>
    gate(async () => {
      order.push(name)
      await new Promise<void>((resolve) => leave.push(resolve))
    }, urgent)
  const all = ['a', 'b', 'c', 'd'].map((name) => enter(name, false))
  all.push(enter('urgent', true), enter('urgent too', true))
  expect(order).toEqual(['a', 'b'])
  for (let left = all.length; left > 0; left--) {
    leave.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(all)
  expect(order).toEqual(['a', 'b', 'urgent', 'urgent too', 'c', 'd'])
})

test('work that fails leaves its place to the next', async () => {
  const gate = createGate(1)
  const failed = gate(() => Promise.reject(new Error('no')), false)
  const next = gate(() => Promise.resolve('done'), false)
  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('done')
})
