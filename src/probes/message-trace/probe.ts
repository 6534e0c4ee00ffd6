import { graphPermission, TRACE_PRINCIPAL } from '../../model/permissions.ts'
import type { Probe } from '../../model/probe.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'message-trace', Raw> = {
  id: 'message-trace',
  about: {
    question: 'What did Exchange Online see in the last 24 hours?',
    reads: [
      'Graph message traces of 24 hours, unfiltered',
      'getDetailsByRecipient of some messages that were not delivered',
      'Graph domains: what tells inbound from outbound',
    ],
    permissions: [
      graphPermission('ExchangeMessageTrace.Read.All'),
      TRACE_PRINCIPAL,
      graphPermission('Domain.Read.All'),
    ],
    usualMs: 4000,
    deadlineMs: 75_000,
    links: [
      'https://learn.microsoft.com/exchange/monitoring/trace-an-email-message/graph-api-message-trace',
      'https://learn.microsoft.com/graph/api/messagetracingroot-list-messagetraces',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
