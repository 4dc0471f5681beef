import { defineCommand } from 'citty'

export const privacy = defineCommand({
  meta: { name: 'privacy', description: 'How much a shop may know.' },
  subCommands: { raise: () => import('./raise.ts').then(m => m.raise) },
})
