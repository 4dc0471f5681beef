import { defineCommand } from 'citty'

export const key = defineCommand({
  meta: { name: 'key', description: 'Make the keys that a shop with members needs, each in a file of its own.' },
  subCommands: {
    pair: () => import('./pair.ts').then(m => m.pair),
    secret: () => import('./secret.ts').then(m => m.secret),
  },
})
