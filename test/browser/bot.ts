import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Local, type LocalOptions, startLocal } from '../../src/compose/local.ts'
import { settingsFrom } from '../../src/config.ts'
import { freePort } from '../support/free-port.ts'

export interface Running extends Local {
  /** The Agents Playground. */
  readonly clientUrl: string
}

/** All that `npm start` starts, on free ports and in a folder of its own. */
export const startEverything = async (options: Omit<LocalOptions, 'playground'>): Promise<Running> => {
  const folder = await mkdtemp(join(tmpdir(), 'mailflow-browser-'))
  const port = await freePort()
  const settings = settingsFrom({
    PORT: '0',
    MAILFLOW_PLAYGROUND_PORT: String(port),
    MAILFLOW_DATA: folder,
  })
  const local = await startLocal(settings, { ...options, playground: true }, () => undefined)
  return {
    ...local,
    clientUrl: `http://127.0.0.1:${port}`,
    close: async () => {
      await local.close()
      await rm(folder, { recursive: true })
    },
  }
}
