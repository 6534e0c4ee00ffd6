import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { CAUSES } from '../../src/diagnosis/causes/registry.ts'
import { STEPS } from '../../src/diagnosis/steps/registry.ts'
import { CAUSE_IDS, STEP_IDS } from '../../src/model/ids.ts'
import { MONITOR_IDS } from '../../src/model/monitor.ts'
import { MONITORS } from '../../src/monitors/registry.ts'
import { PROBES } from '../../src/probes/registry.ts'
import { folders, modules, ROOT, SRC } from '../support/source-tree.ts'

const tested = (folder: string): boolean => {
  const place = join(ROOT, 'test', folder)
  return existsSync(place) && readdirSync(place).some((name) => name.endsWith('.test.ts'))
}

describe('probes', () => {
  test('every folder is registered under its own name, and nothing else is', () => {
    expect(Object.keys(PROBES).toSorted()).toEqual(folders('probes'))
  })

  test.each(folders('probes'))('%s has its four files and a test', (name) => {
    const files = ['probe', 'collect', 'analyse', 'schema'].filter(
      (part) => !existsSync(join(SRC, 'probes', name, `${part}.ts`)),
    )
    expect({ missing: files, tested: tested(`probes/${name}`) }).toEqual({ missing: [], tested: true })
  })

  test.each(Object.entries(PROBES))('%s describes itself completely', (id, probe) => {
    expect(probe.id).toBe(id)
    expect(probe.about.question).toMatch(/\?$/)
    expect(probe.about.reads.length).toBeGreaterThan(0)
    expect(probe.about.links.every((link) => link.startsWith('https://'))).toBe(true)
    expect(probe.about.deadlineMs).toBeGreaterThanOrEqual(probe.about.usualMs)
  })
})

describe('causes', () => {
  test('every file is registered under its own name, and every id has one', () => {
    const files = modules('diagnosis/causes').filter((name) =>
      (CAUSE_IDS as readonly string[]).includes(name),
    )
    expect(Object.keys(CAUSES).toSorted()).toEqual([...CAUSE_IDS].toSorted())
    expect(files).toEqual([...CAUSE_IDS].toSorted())
  })

  test.each(CAUSE_IDS)('%s has a test', (id) => {
    expect(existsSync(join(ROOT, 'test/diagnosis/causes', `${id}.test.ts`))).toBe(true)
  })
})

describe('steps', () => {
  test('every step of the tree has one file, registered in the order of the tree', () => {
    expect(STEPS.map((step) => step.id)).toEqual([...STEP_IDS])
    const files = modules('diagnosis/steps').filter((name) => (STEP_IDS as readonly string[]).includes(name))
    expect(files).toEqual([...STEP_IDS].toSorted())
  })
})

describe('monitors', () => {
  test('every folder is registered under its own name, and every id has one', () => {
    expect(Object.keys(MONITORS).toSorted()).toEqual(folders('monitors'))
    expect(folders('monitors')).toEqual([...MONITOR_IDS].toSorted())
  })

  test.each(folders('monitors'))('%s has its pure part and a test', (name) => {
    const files = ['monitor', 'analyse'].filter(
      (part) => !existsSync(join(SRC, 'monitors', name, `${part}.ts`)),
    )
    expect({ missing: files, tested: tested(`monitors/${name}`) }).toEqual({ missing: [], tested: true })
  })

  test.each(Object.entries(MONITORS))('%s describes itself completely', (id, monitor) => {
    expect(monitor.id).toBe(id)
    expect(monitor.about.question).toMatch(/\?$/)
    expect(monitor.about.reads.length).toBeGreaterThan(0)
    expect(monitor.about.links.length).toBeGreaterThan(0)
    expect(monitor.about.links.every((link) => link.startsWith('https://'))).toBe(true)
    expect(monitor.about.deadlineMs).toBeGreaterThanOrEqual(monitor.about.usualMs)
    expect(monitor.everyMs).toBeGreaterThanOrEqual(60_000)
    expect(monitor.probes.filter((probe) => !(probe in PROBES))).toEqual([])
    expect(monitor.memory.parse(JSON.parse(JSON.stringify(monitor.fresh)))).toEqual(monitor.fresh)
  })
})
