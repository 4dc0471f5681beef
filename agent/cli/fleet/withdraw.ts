import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { print } from '../run.ts'
import { authority } from './fleet.ts'
import { withInvitations } from './opened.ts'

export const withdraw = defineCommand({
  meta: {
    name: 'withdraw',
    description:
      'Take an invitation back that nobody has joined by. Whoever has joined is kept out by the broker: its ACL, or a revocation list.',
  },
  args: {
    invitation: { type: 'positional', description: 'Its number, as `fleet list` tells it.', required: true },
    authority,
    json: { type: 'boolean', description: 'One JSON object: {invitation}.' },
  },
  run({ args: { invitation, authority: folder, json } }) {
    if (!withInvitations(folder, all => all.withdraw(invitation))) throw new Fault('INVITATION_UNKNOWN', { invitation })
    print(json, { invitation }, () => `Nobody joins by ${invitation} any more.`)
  },
})
