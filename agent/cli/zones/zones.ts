import { defineCommand } from 'citty'

export const zones = defineCommand({
  meta: { name: 'zones', description: 'The floor plan.' },
  subCommands: { draw: () => import('./draw.ts').then(m => m.draw) },
})
