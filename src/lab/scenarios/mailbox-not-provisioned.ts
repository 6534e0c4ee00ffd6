import type { Break, Scenario } from '../scenario.ts'
import { all, withDirectory, withRows } from '../tenant/alter.ts'
import { E3, STAFF } from '../tenant/people.ts'
import type { Row } from '../tenant/tenant.ts'
import { NOT_FOUND } from '../traffic/mail.ts'

/** Three of four people: all who got their licence from the group that lost it. */
const WITHOUT = STAFF.filter((_, order) => order % 4 !== 0)

const hasLost = (row: Row): boolean =>
  WITHOUT.includes(String(row['userPrincipalName'] ?? row['PrimarySmtpAddress']))

const unlicensed = (row: Row, since: string): Row => ({
  ...row,
  assignedLicenses: [],
  licenseAssignmentStates: [
    {
      skuId: E3,
      assignedByGroup: '7c0f5e0a-6b3d-4a53-9f5e-0d6f2f1b8a11',
      state: 'Error',
      error: 'CountViolation',
      disabledPlans: [],
      lastUpdatedDateTime: since,
    },
  ],
  assignedPlans: (row['assignedPlans'] as readonly Row[]).map((plan) => ({
    ...plan,
    capabilityStatus: 'Deleted',
  })),
  provisionedPlans: [],
})

const licencesGone: Break = {
  from: -210,
  alter: all(
    withDirectory((directory, since) => ({
      ...directory,
      users: directory.users.map((user) => (hasLost(user) ? unlicensed(user, since) : user)),
      subscribedSkus: directory.subscribedSkus.map((sku) => ({
        ...sku,
        consumedUnits: STAFF.length - WITHOUT.length,
        prepaidUnits: { enabled: STAFF.length - WITHOUT.length, suspended: 0, warning: 0, lockedOut: 0 },
      })),
    })),
    ...['Get-Mailbox', 'Get-Recipient'].map((cmdlet) =>
      withRows(cmdlet, (rows) => rows.filter((row) => !hasLost(row))),
    ),
  ),
  mail: [
    {
      streams: ['inbound', 'internal'],
      users: WITHOUT,
      share: 1,
      fate: { kind: 'failed', reply: NOT_FOUND },
    },
  ],
}

export const mailboxNotProvisioned: Scenario = {
  id: 'mailbox-not-provisioned',
  title: 'Most people have lost their licence',
  story:
    'The subscription was renewed with too few seats; group licensing took the licences, and the mailboxes went.',
  breaks: [licencesGone],
  expected: { kind: 'found', causes: ['mailbox-not-provisioned'] },
}
