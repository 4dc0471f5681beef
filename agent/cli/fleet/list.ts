import { X509Certificate } from 'node:crypto'
import { defineCommand } from 'citty'
import { openAuthority } from '../../fleet/authority.ts'
import type { Invitation } from '../../fleet/invitations.ts'
import { print } from '../run.ts'
import { authority } from './fleet.ts'
import { withInvitations } from './opened.ts'

export const list = defineCommand({
  meta: {
    name: 'list',
    description: 'Who was invited, who has joined and how long their certificates are good, and whose token is over.',
  },
  args: {
    authority,
    json: {
      type: 'boolean',
      description:
        'One JSON array of {invitation, name, state, made, expires, joined, until, withdrawn}; state is waits, joined, withdrawn or over (nobody came), until the end of the last certificate.',
    },
  },
  async run({ args }) {
    // In another folder a list would be begun, on which nobody is.
    await openAuthority(args.authority)
    const nowMs = Date.now()
    const all = withInvitations(args.authority, invitations =>
      invitations.all().map(one => shown(one, invitations.given(one.id), nowMs)),
    )
    print(args.json, all, () => (all.length === 0 ? 'Nobody was invited yet.' : all.map(spoken).join('\n')))
  },
})

function shown({ id, name, madeMs, expiresMs, joinedMs, withdrawnMs }: Invitation, given: Buffer[], nowMs: number) {
  const at = (ms: number) => new Date(ms).toISOString()
  const ends = given.map(der => Date.parse(new X509Certificate(der).validTo))
  return {
    ...{ invitation: id, name, state: stateOf(), made: at(madeMs), expires: at(expiresMs) },
    ...(joinedMs !== null && { joined: at(joinedMs) }),
    ...(ends.length > 0 && { until: at(Math.max(...ends)) }),
    ...(withdrawnMs !== null && { withdrawn: at(withdrawnMs) }),
  }

  function stateOf() {
    if (withdrawnMs !== null) return 'withdrawn'
    if (joinedMs !== null) return 'joined'
    return nowMs < expiresMs ? 'waits' : 'over'
  }
}

function spoken({ invitation, name, state, expires, joined, until, withdrawn }: ReturnType<typeof shown>): string {
  const more = {
    waits: ` until ${expires}`,
    joined: ` since ${joined}, certificate good until ${until?.slice(0, 10)}`,
    withdrawn: ` since ${withdrawn}, certificate good until ${until?.slice(0, 10)} where the broker does not refuse it`,
    over: '',
  }[state]
  return `${invitation}  ${name}  ${state}${more}`
}
