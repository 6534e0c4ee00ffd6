import type { Conversation } from '../model/ports.ts'
import type { Reference } from './conversation.ts'

/** A person of the Playground's tenant. */
const person = (number: number, givenName: string, surname: string) => {
  const address = `${givenName.toLowerCase()}@contoso.example`
  return {
    id: `29:user-${number}`,
    name: `${givenName} ${surname}`,
    // Sic: that is how the Playground spells it.
    userPrincipleName: address,
    aadObjectId: `00000000-0000-4000-8000-00000000002${number}`,
    givenName,
    surname,
    email: address,
  }
}

/** The Playground's world. It wants exactly five users besides the current one, and one channel besides General. */
export const PLAYGROUND = {
  version: '0.1.1',
  tenantId: '22222222-2222-4222-8222-222222222222',
  bot: { id: '28:11111111-1111-4111-8111-111111111111', name: 'Mailflow' },
  currentUser: person(0, 'Olivia', 'Operator'),
  users: [
    person(1, 'Adam', 'Admin'),
    person(2, 'Vera', 'Viewer'),
    person(3, 'Rita', 'Responder'),
    person(4, 'Ada', 'Approver'),
    person(5, 'Lena', 'Lead'),
  ],
  personalChat: { id: 'a:personal-chat-1' },
  groupChat: { id: '19:groupchat@thread.v2', name: 'Mail operations' },
  team: {
    id: '19:team-general@thread.tacv2',
    name: 'Messaging Team',
    aadGroupId: '00000000-0000-4000-8000-000000000031',
    channels: [{ id: '19:channel-incidents@thread.tacv2', name: 'Incidents' }],
  },
} as const

/** Where the Playground on a port takes what the bot says. */
export const connectorOf = (port: number): string => `http://127.0.0.1:${port}/_connector`

/** The channel for incidents, so that an alarm arrives there before anybody has said a word. */
export const incidentsChannel = (port: number): Conversation => {
  const { id } = PLAYGROUND.team.channels[0]
  const reference: Reference = {
    serviceUrl: connectorOf(port),
    channelId: 'msteams',
    conversationId: id,
    tenant: PLAYGROUND.tenantId,
    bot: PLAYGROUND.bot,
    channel: id,
  }
  return { tenant: PLAYGROUND.tenantId, key: id, reference }
}
