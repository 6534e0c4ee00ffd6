/**
 * A small evidence file, as one is written by hand: a connector was switched off just before inbound mail stopped.
 * What a probe did not bring is left out.
 */
export const EXAMPLE = {
  mailflow: 'evidence',
  version: 1,
  note: 'mailflow replay --schema says what else there can be. Times are in UTC.',
  scope: { directions: ['inbound', 'outbound'], domain: 'contoso.com' },
  startedAt: '2026-11-23T10:42:00Z',
  probes: {
    'message-trace': {
      kind: 'found',
      value: {
        window: { from: '2026-11-22T10:42:00Z', to: '2026-11-23T10:42:00Z' },
        domains: ['contoso.com'],
        counts: [
          { at: '2026-11-22T10:42:00Z', minutes: 1380, course: 'inbound', status: 'delivered', count: 2760 },
          { at: '2026-11-22T10:42:00Z', minutes: 1440, course: 'outbound', status: 'delivered', count: 1728 },
        ],
      },
    },
    'inbound-connectors': {
      kind: 'found',
      value: {
        connectors: [
          {
            Name: 'Inbound from on-premises',
            Enabled: false,
            ConnectorType: 'OnPremises',
            SenderDomains: ['*'],
            WhenChangedUTC: '2026-11-23T09:38:00Z',
          },
        ],
        blocked: { known: true, value: [] },
      },
    },
    'mx-records': {
      kind: 'found',
      value: {
        domains: [
          {
            domain: 'contoso.com',
            isDefault: true,
            expected: {
              known: true,
              value: [{ host: 'contoso-com.mail.protection.outlook.com', preference: 0 }],
            },
            mx: {
              kind: 'records',
              records: [{ exchange: 'contoso-com.mail.protection.outlook.com', preference: 0 }],
            },
          },
        ],
      },
    },
    'transport-rules': { kind: 'refused', need: { name: 'Security Reader', of: 'Exchange Online' } },
    'service-health': { kind: 'found', value: { issues: [] } },
  },
  answers: [{ question: 'sync', choice: 'current', by: { id: 'olivia', name: 'Olivia Operator' } }],
} as const
