import type { Break, Scenario } from '../scenario.ts'
import { withMailHost } from '../tenant/alter.ts'
import { OUTBOUND_CONNECTOR, SMART_HOST } from '../tenant/exchange.ts'

const expired: Break = {
  from: -200,
  alter: withMailHost(SMART_HOST, { certificate: 'expired' }),
  mail: [
    {
      streams: ['outbound'],
      share: 1,
      fate: {
        kind: 'deferred',
        reply: `450 4.7.320 Certificate validation failed [Message=CertificateExpired] [LastAttemptedServerName=${SMART_HOST}]`,
        connector: OUTBOUND_CONNECTOR,
      },
    },
  ],
}

export const tlsCertificate: Scenario = {
  id: 'tls-certificate',
  title: 'The certificate of the hybrid server has expired',
  story:
    'Nobody renewed the certificate that the hybrid server shows, so Exchange Online does not hand mail to it.',
  breaks: [expired],
  expected: { kind: 'found', causes: ['tls-certificate'] },
}
