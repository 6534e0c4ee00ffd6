import type { Break, Scenario } from '../scenario.ts'
import { all, withDirectory, withMailHost } from '../tenant/alter.ts'
import { seconds, TENANT_MX } from '../tenant/directory.ts'

const REPLY = '451 4.3.2 Temporary server error. Please try again later ATTR18'

const incident: Break = {
  from: -115,
  alter: all(
    ...Object.values(TENANT_MX).map((host) =>
      withMailHost(host, { door: 'rejecting', reply: '421 4.3.2 Service not active' }),
    ),
    withDirectory((directory, since) => ({
      ...directory,
      health: directory.health.map((row) =>
        row['id'] === 'Exchange' ? { ...row, status: 'serviceDegradation' } : row,
      ),
      issues: [
        {
          id: 'EX1268312',
          title: 'Users may be unable to send or receive email messages',
          classification: 'incident',
          status: 'serviceDegradation',
          origin: 'microsoft',
          service: 'Exchange Online',
          feature: 'E-Mail timely delivery',
          featureGroup: 'E-Mail and calendar access',
          impactDescription: 'Users may see delays or failures when they send or receive email messages.',
          isResolved: false,
          startDateTime: seconds(since),
          endDateTime: null,
          lastModifiedDateTime: seconds(since),
          details: [],
          posts: [
            {
              createdDateTime: seconds(since),
              postType: 'regular',
              description: {
                contentType: 'html',
                content:
                  '<p>Title: Users may be unable to send or receive email messages</p><p>Current status: A portion of the transport infrastructure is not processing messages. We&#39;re rerouting mail to healthy infrastructure.</p><p>Next update by: within two hours.</p>',
              },
            },
          ],
        },
        ...directory.issues,
      ],
    })),
  ),
  mail: [
    { streams: ['inbound', 'outbound', 'internal'], share: 0.96, fate: { kind: 'deferred', reply: REPLY } },
  ],
}

export const microsoftIncident: Scenario = {
  id: 'microsoft-incident',
  title: 'Exchange Online has an incident',
  story:
    "A part of Microsoft's transport service has failed: mail waits in both directions, and nothing of ours is wrong.",
  breaks: [incident],
  expected: { kind: 'found', causes: ['microsoft-incident'] },
}
