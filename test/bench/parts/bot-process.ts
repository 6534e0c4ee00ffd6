/** Mailflow in a process of its own, its tenant in another one. Arguments: where the tenant is, the data folder. */
import { pino } from 'pino'
import { startBot } from '../../../src/compose/bot.ts'
import { wallClock } from '../../../src/compose/clock.ts'
import { reachOfLab } from '../../../src/compose/reach.ts'
import { settingsFrom } from '../../../src/config.ts'

const [lab = '', folder = ''] = process.argv.slice(2)
const bot = await startBot({
  settings: settingsFrom({ PORT: '0', MAILFLOW_DATA: folder }),
  reach: reachOfLab(JSON.parse(lab) as Parameters<typeof reachOfLab>[0]),
  clock: wallClock,
  log: pino({ level: 'error' }),
  progress: () => undefined,
  // A hundred diagnoses at once are more than a tenant's calls allow; what is measured here is ours.
  budget: { take: () => Promise.resolve({ granted: true }) },
})
await bot.begin()
process.send?.({ url: bot.url })
process.on('message', () => process.send?.({ cpu: process.cpuUsage(), memory: process.memoryUsage.rss() }))
