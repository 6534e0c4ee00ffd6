import { z } from 'zod'
import { SMTP_PHASES } from '../model/smtp.ts'

/** Where a dialogue broke off. */
export const Phase = z.enum(SMTP_PHASES).meta({ description: 'Where the dialogue broke off.' })

/** How it did (model/smtp). */
export const FailureKind = z
  .enum([
    'name-not-resolved',
    'resolver-failed',
    'refused',
    'unreachable',
    'timed-out',
    'reset',
    'rejected',
    'starttls-missing',
    'tls-failed',
    'not-smtp',
  ])
  .meta({
    description:
      'name-not-resolved: DNS has no address. resolver-failed: DNS did not tell. rejected: a reply of 4xx or 5xx, which is in `reply`.',
  })
