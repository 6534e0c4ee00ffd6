import type { Settings } from '../config.ts'
import { openStore, type Store } from '../store/open.ts'

/** The database of the settings. Throws StoreFault. */
export const storeOf = ({
  databaseUrl,
  dataFolder,
}: Pick<Settings, 'databaseUrl' | 'dataFolder'>): Promise<Store> =>
  openStore(databaseUrl === undefined ? { folder: dataFolder } : { url: databaseUrl })
