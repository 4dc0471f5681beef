import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { openAuthority } from '../../fleet/authority.ts'
import { revokeAll } from '../../fleet/revocations.ts'
import { print } from '../run.ts'
import { authority } from './fleet.ts'
import { withInvitations } from './opened.ts'

export const withdraw = defineCommand({
  meta: {
    name: 'withdraw',
    description:
      'Take an invitation back. Whoever has joined by it gets no other certificate, and stands on the list FOLDER/crl.pem by which the broker keeps them out: what there is to do for that is said.',
  },
  args: {
    invitation: { type: 'positional', description: 'Its number, as `fleet list` tells it.', required: true },
    authority,
    json: {
      type: 'boolean',
      description: 'One JSON object: {invitation, joined, list}; list is there where somebody had joined.',
    },
  },
  async run({ args: { invitation, authority: folder, json } }) {
    const known = await openAuthority(folder)
    const nowMs = Date.now()
    const { was, given } = withInvitations(folder, all => ({
      was: all.withdraw(invitation, nowMs),
      given: all.given(invitation),
    }))
    if (was === 'unknown') throw new Fault('INVITATION_UNKNOWN', { invitation })
    if (was === 'waited')
      return print(json, { invitation, joined: false }, () => `Nobody joins by ${invitation} any more.`)
    const list = await revokeAll(folder, known, () => withInvitations(folder, all => all.over()), nowMs)
    print(json, { invitation, joined: true, list }, () =>
      [
        `Whoever joined by ${invitation} gets no other certificate here, and ${given.length} of theirs stand(s) in ${list}.`,
        'Until the broker has that list it still lets them in. For mosquitto, on its machine:',
        '',
        `  install -o mosquitto -m 644 ${list} /etc/mosquitto/certs/crl.pem`,
        '  # once, in its listener (deploy/mosquitto/aisle.conf): crlfile /etc/mosquitto/certs/crl.pem',
        '  systemctl restart mosquitto',
        '',
        'Another broker: by its own list, or take the rights of that name away.',
      ].join('\n'),
    )
  },
})
