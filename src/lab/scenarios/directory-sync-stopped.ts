import type { Break, Scenario } from '../scenario.ts'
import { withDirectory } from '../tenant/alter.ts'
import { SECOND_DOMAIN, seconds } from '../tenant/directory.ts'
import { NOT_FOUND } from '../traffic/mail.ts'

/** Users and organisation keep the moment of the last sync that there was. */
export const syncStopped: Break = {
  from: -31 * 60,
  alter: withDirectory((directory, since) => {
    const last = { onPremisesLastSyncDateTime: seconds(since) }
    return {
      ...directory,
      organization: { ...directory.organization, ...last },
      users: directory.users.map((user) =>
        user['onPremisesSyncEnabled'] === true ? { ...user, ...last } : user,
      ),
    }
  }),
}

/** The new addresses stand in the directory on premises, and the world has begun to write to them. */
export const newAddressesUnknown: Break = {
  from: -250,
  mail: [
    {
      streams: ['inbound'],
      domain: SECOND_DOMAIN,
      share: 0.88,
      fate: { kind: 'failed', reply: NOT_FOUND },
    },
  ],
}

export const directorySyncStopped: Scenario = {
  id: 'directory-sync-stopped',
  title: 'Directory sync has stopped',
  story:
    'The sync server has not run since yesterday, and the new addresses that everybody has been given never reached Exchange Online.',
  breaks: [syncStopped, newAddressesUnknown],
  expected: { kind: 'found', causes: ['directory-sync-stopped'] },
}
