import { defineCommand } from 'citty'

export const simulate = defineCommand({
  meta: {
    name: 'simulate',
    description: 'Make up load to try things out with. Everything that it makes is SIMULATED.',
  },
  subCommands: { fleet: () => import('./fleet.ts').then(m => m.fleet) },
})
