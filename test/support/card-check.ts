import { createRequire } from 'node:module'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Card } from '../../src/model/card.ts'
import { fixtureJson, recordedJson } from './test-data.ts'

/** Whatever is wrong with a card, in words; an empty list means that every client can show it. */
export const cardTroubles = (card: Card): readonly string[] => [
  ...schemaTroubles(card),
  ...elementTroubles(card),
  ...rendererTroubles(card),
  ...textTroubles(card),
  ...sizeTroubles(card),
]

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every object of a card, the card itself first. */
export const elementsOf = (value: unknown): readonly Json[] => {
  if (Array.isArray(value)) return value.flatMap(elementsOf)
  return isObject(value) ? [value, ...Object.values(value).flatMap(elementsOf)] : []
}

const TEAMS_ONLY = new Set(['Badge', 'CodeBlock', 'Chart.Line'])
const isTeamsOnly = (element: Json): boolean => TEAMS_ONLY.has(String(element['type']))

/** The card as a client sees it that knows Adaptive Card 1.5 and no more: fallbacks in place of Teams elements. */
export const asPlain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asPlain)
  if (!isObject(value)) return value
  if (isTeamsOnly(value)) return asPlain(value['fallback'])
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'data' ? inner : asPlain(inner)]),
  )
}

const ajv = addFormats.default(new Ajv({ strict: false }))
const compiled = new Map<string, ValidateFunction>()
const validator = (name: string, schema: () => unknown): ValidateFunction => {
  const known = compiled.get(name) ?? ajv.compile(schema() as object)
  compiled.set(name, known)
  return known
}

const schemaTroubles = (card: Card): readonly string[] => {
  const validate = validator(
    'card',
    () =>
      recordedJson('schemas/adaptive-card-1.5.0.ajv.json') ?? fixtureJson('schemas/adaptive-card-1.5.json'),
  )
  const { msteams: _, ...plain } = asPlain(card) as Json
  return validate(plain) ? [] : [`not an Adaptive Card 1.5: ${ajv.errorsText(validate.errors).slice(0, 500)}`]
}

const elementTroubles = (card: Card): readonly string[] => {
  const validate = validator('teams', () => fixtureJson('schemas/teams-elements.json'))
  return elementsOf(card)
    .filter(isTeamsOnly)
    .flatMap((element) => [
      ...(element['fallback'] === undefined ? [`${String(element['type'])} without a fallback`] : []),
      ...(validate(element) ? [] : [`not a ${String(element['type'])}: ${ajv.errorsText(validate.errors)}`]),
    ])
}

interface Renderer {
  AdaptiveCard: new () => {
    hostConfig: unknown
    parse(card: unknown, context: unknown): void
    validateProperties(): { validationEvents: readonly { message: string }[] }
  }
  HostConfig: new (config: unknown) => unknown
  SerializationContext: new () => { eventCount: number; getEventAt(index: number): { message: string } }
}
const renderer = createRequire(import.meta.url)('reference-renderer/dist/adaptivecards.js') as Renderer

const TEAMS = new renderer.HostConfig({ actions: { maxActions: 6 } })

/** What Microsoft's own renderer has to say. It knows no Teams elements, and says so. */
const rendererTroubles = (card: Card): readonly string[] => {
  const context = new renderer.SerializationContext()
  const parsed = new renderer.AdaptiveCard()
  parsed.hostConfig = TEAMS
  parsed.parse(asPlain(card), context)
  return [
    ...Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message),
    ...parsed.validateProperties().validationEvents.map(({ message }) => message),
  ]
}

const TEXTS = ['text', 'title', 'label', 'codeSnippet'] as const

const textTroubles = (card: Card): readonly string[] =>
  elementsOf({ ...card, data: undefined }).flatMap((element) =>
    TEXTS.filter((key) => key in element && 'type' in element).flatMap((key) => {
      const text = element[key]
      if (typeof text !== 'string') return [`${String(element['type'])}.${key} is ${typeof text}`]
      return text.trim() === '' ? [`${String(element['type'])}.${key} is blank`] : []
    }),
  )

/** Teams refuses a message above 100 KB in UTF-16; half of that leaves room for the envelope and for growth. */
const MOST_BYTES = 60_000

const sizeTroubles = (card: Card): readonly string[] => {
  const bytes = JSON.stringify(card).length * 2
  return bytes > MOST_BYTES ? [`${bytes} bytes in UTF-16`] : []
}
