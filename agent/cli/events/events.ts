import { defineCommand } from 'citty'

export const events = defineCommand({
  meta: { name: 'events', description: 'What the agent publishes.' },
  subCommands: { tail: () => import('./tail.ts').then(m => m.tail) },
})
