import { defineCommand } from 'citty'

export const fleet = defineCommand({
  meta: {
    name: 'fleet',
    description: 'Let machines join a fleet: run where its authority (certificates.sh) lies, never in a shop.',
  },
  subCommands: {
    invite: () => import('./invite.ts').then(m => m.invite),
    serve: () => import('./serve.ts').then(m => m.serve),
    list: () => import('./list.ts').then(m => m.list),
    withdraw: () => import('./withdraw.ts').then(m => m.withdraw),
  },
})

/** In which folder the fleet's authority lies, and its list of invitations. */
export const authority = {
  type: 'string',
  description: 'The folder with ca.pem and ca.key; who was invited is kept there in fleet.db.',
  required: true,
  valueHint: 'FOLDER',
} as const
