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
  {
    verb: 'status',
    about:
      'Shows where things stand: the incident and the diagnosis of this thread, or what is open elsewhere.',
    example: 'status',
  },
  {
    verb: 'ack',
    about: 'Takes the incident of this thread; snooze, escalate, resolve and reopen are typed the same way.',
  },
  { verb: 'report', about: 'Gives the record of the incident of this thread as Markdown.' },
  { verb: 'monitors', about: 'Shows what is watched, and switches it.', example: 'monitors on mx-drift' },
  {
    verb: 'here',
    about: 'Makes this channel the one for alarms; in our chat: where I tell of trouble with it.',
  },
  {
    verb: 'maintenance',
    about: 'Holds back all alarms but P1 while work is known to disturb.',
    example: 'maintenance 2h patching',
  },
  {
    verb: 'quiet',
    about: 'Holds back P3 and P4 in these hours of the day.',
    example: 'quiet 22:00-06:00 Europe/Berlin',
  },
  { verb: 'help', about: 'Shows this.' },
]
