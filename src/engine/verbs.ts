import type { VerbHelp } from '../cards/help-card.ts'

/** What people can ask for, as help shows it. */
export const VERBS: readonly VerbHelp[] = [
  {
    verb: 'diagnose',
    about: 'Checks the whole mail flow at once and names what stops it, with proof.',
    example: 'diagnose contoso.com inbound',
  },
  {
    verb: 'decode',
    about: 'Says what a bounce, an SMTP reply or a status code means: whose problem it is and what to do.',
    example: 'decode 550 5.7.64 TenantAttribution; Relay Access Denied',
  },
  { verb: 'status', about: 'Shows where the diagnosis of this conversation stands.', example: 'status' },
  { verb: 'help', about: 'Shows this.' },
]
