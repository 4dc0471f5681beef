import { defineCommand } from 'citty'

export const consent = defineCommand({
  meta: { name: 'consent', description: 'What members agreed to, what they took back, and the log of all decisions.' },
  subCommands: {
    list: () => import('./list.ts').then(m => m.list),
    show: () => import('./show.ts').then(m => m.show),
    verify: () => import('./verify.ts').then(m => m.verify),
    import: () => import('./import.ts').then(m => m.take),
    sign: () => import('./sign.ts').then(m => m.sign),
    withdraw: () => import('./withdraw.ts').then(m => m.withdraw),
  },
})
