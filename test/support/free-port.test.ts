import { expect, test } from '@jest/globals'
import { freePort } from './free-port.ts'

test('a port for a program is never one that the system may give to something else meanwhile, nor given twice', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()))
  expect(ports.filter((port) => port < 1024 || port >= 32_768)).toEqual([])
  expect(new Set(ports).size).toBe(50)
})
