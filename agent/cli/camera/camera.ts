import { defineCommand } from 'citty'

export const camera = defineCommand({
  meta: { name: 'camera', description: 'Find cameras, and see what they see, without people.' },
  subCommands: {
    list: () => import('./list.ts').then(m => m.list),
    snapshot: () => import('./snapshot.ts').then(m => m.snapshot),
  },
})
