import { defineCommand } from 'citty'

export const wifi = defineCommand({
  meta: { name: 'wifi', description: 'Look at what a Wi-Fi adapter hears.' },
  subCommands: {
    survey: () => import('./survey.ts').then(m => m.survey),
  },
})
