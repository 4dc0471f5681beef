import { defineCommand } from 'citty'

export const camera = defineCommand({
  meta: { name: 'camera', description: 'Find cameras.' },
  subCommands: {
    list: () => import('./list.ts').then(m => m.list),
  },
})
