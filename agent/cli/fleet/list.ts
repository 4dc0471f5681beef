import { defineCommand } from 'citty'
import type { Invitation } from '../../fleet/invitations.ts'
import { print } from '../run.ts'
import { authority } from './fleet.ts'
import { withInvitations } from './opened.ts'

export const list = defineCommand({
  meta: { name: 'list', description: 'Who was invited, who has joined, and whose token is over.' },
  args: {
    authority,
    json: { type: 'boolean', description: 'One JSON array of {invitation, name, made, expires, joined, state}.' },
  },
  run({ args }) {
    const nowMs = Date.now()
    const all = withInvitations(args.authority, invitations => invitations.all()).map(one => shown(one, nowMs))
    print(args.json, all, () =>
      all.length === 0
        ? 'Nobody was invited yet.'
        : all
            .map(
              ({ invitation, name, state, joined, expires }) =>
                `${invitation}  ${name}  ${state}${state === 'waits' ? ` until ${expires}` : joined ? ` since ${joined}` : ''}`,
            )
            .join('\n'),
    )
  },
})

function shown({ id, name, madeMs, expiresMs, joinedMs }: Invitation, nowMs: number) {
  const at = (ms: number) => new Date(ms).toISOString()
  const state = joinedMs !== null ? 'joined' : nowMs < expiresMs ? 'waits' : 'over'
  return {
    invitation: id,
    name,
    made: at(madeMs),
    expires: at(expiresMs),
    ...(joinedMs !== null && { joined: at(joinedMs) }),
    state,
  }
}
