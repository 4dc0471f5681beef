import { defineCommand } from 'citty'

export const config = defineCommand({
  meta: { name: 'config', description: 'The configuration file.' },
  subCommands: {
    check: () => import('./check.ts').then(m => m.check),
    diff: () => import('./diff.ts').then(m => m.diff),
    apply: () => import('./apply.ts').then(m => m.apply),
    rollback: () => import('./rollback.ts').then(m => m.rollback),
  },
})
