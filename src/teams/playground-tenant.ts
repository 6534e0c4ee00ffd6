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
