import { defineCommand } from 'citty'

export const config = defineCommand({
  meta: { name: 'config', description: 'The configuration file.' },
  subCommands: { check: () => import('./check.ts').then(m => m.check) },
})
