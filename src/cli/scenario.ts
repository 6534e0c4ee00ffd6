import { InvalidArgumentError, Option } from 'commander'
import { closest, distance } from 'fastest-levenshtein'
import { SCENARIOS, type ScenarioId } from '../lab/scenarios/registry.ts'

const IDS = Object.keys(SCENARIOS) as ScenarioId[]

/** A word that is like none of ours was no slip of the finger. */
const meant = (text: string): string => {
  const near = closest(text, IDS)
  return distance(text, near) <= near.length / 3 ? `Did you mean ${near}? ` : ''
}

const readScenario = (text: string): ScenarioId => {
  const id = IDS.find((known) => known === text.toLowerCase())
  if (id !== undefined) return id
  throw new InvalidArgumentError(`${meant(text.toLowerCase())}There are: ${IDS.join(', ')}.`)
}

/** `--scenario <id>`: the made-up tenant in one of its troubles. */
export const scenarioOption = (): Option =>
  new Option(
    '--scenario <id>',
    `use the lab, a made-up tenant, in this trouble: ${IDS.join(', ')}`,
  ).argParser(readScenario)
