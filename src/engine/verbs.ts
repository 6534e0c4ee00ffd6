import type { VerbHelp } from '../cards/help-card.ts'

/** What people can ask for, as help shows it. */
export const VERBS: readonly VerbHelp[] = [
  {
    verb: 'diagnose',
    about: 'Checks the whole mail flow at once and names what stops it, with proof.',
    example: 'diagnose contoso.com inbound',
  },
  { verb: 'status', about: 'Shows where the diagnosis of this conversation stands.', example: 'status' },
  { verb: 'help', about: 'Shows this.' },
]
