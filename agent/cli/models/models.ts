import { defineCommand } from 'citty'

export const models = defineCommand({
  meta: { name: 'models', description: 'Learned weights: what there is, fetching, checking, conversion.' },
  subCommands: {
    list: () => import('./list.ts').then(m => m.list),
    pull: () => import('./pull.ts').then(m => m.pull),
    verify: () => import('./verify.ts').then(m => m.verify),
    convert: () => import('./convert.ts').then(m => m.convert),
  },
})
