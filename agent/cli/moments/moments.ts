import { defineCommand } from 'citty'

export const moments = defineCommand({
  meta: {
    name: 'moments',
    description: 'The judge of moments: how good its advice is, why it advised what it did, and what it has learned.',
  },
  subCommands: {
    report: () => import('./report.ts').then(m => m.report),
    explain: () => import('./explain.ts').then(m => m.explain),
    reset: () => import('./reset.ts').then(m => m.reset),
  },
})
