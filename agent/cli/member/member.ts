import { defineCommand } from 'citty'

export const member = defineCommand({
  meta: { name: 'member', description: 'The gallery: members who are recognised because they asked for it.' },
  subCommands: {
    enrol: () => import('./enrol.ts').then(m => m.enrol),
    list: () => import('./list.ts').then(m => m.list),
    erase: () => import('./erase.ts').then(m => m.erase),
    'not-me': () => import('./deny.ts').then(m => m.deny),
    test: () => import('./test.ts').then(m => m.test),
  },
})
