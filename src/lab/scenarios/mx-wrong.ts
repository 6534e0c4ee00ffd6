import type { Break, Scenario } from '../scenario.ts'
import { withName } from '../tenant/alter.ts'
import { DOMAIN } from '../tenant/people.ts'

export const parkedMx: Break = {
  from: -170,
  alter: withName(DOMAIN, (name) => ({ ...name, MX: [{ exchange: 'mx.parking.example', preference: 10 }] })),
  mail: [{ streams: ['inbound'], share: 1, fate: { kind: 'lost' } }],
}

export const mxWrong: Scenario = {
  id: 'mx-wrong',
  title: 'The MX record points elsewhere',
  story: 'Somebody moved the domain to another DNS host, and its MX now points at a parking page.',
  breaks: [parkedMx],
  expected: { kind: 'found', causes: ['mx-wrong'] },
}
