import { InvalidArgumentError, Option } from 'commander'
import { closest } from 'fastest-levenshtein'
import { SCENARIOS, type ScenarioId } from '../lab/scenarios/registry.ts'

const IDS = Object.keys(SCENARIOS) as ScenarioId[]

const readScenario = (text: string): ScenarioId => {
  const id = IDS.find((known) => known === text.toLowerCase())
  if (id !== undefined) return id
  throw new InvalidArgumentError(
    `Did you mean ${closest(text.toLowerCase(), IDS)}? There are: ${IDS.join(', ')}.`,
  )
}

/** `--scenario <id>`: the made-up tenant in one of its troubles. */
export const scenarioOption = (): Option =>
  new Option(
    '--scenario <id>',
    `use the lab, a made-up tenant, in this trouble: ${IDS.join(', ')}`,
  ).argParser(readScenario)
