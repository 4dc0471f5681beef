import { defineCommand } from 'citty'

export const evaluate = defineCommand({
  meta: {
    name: 'evaluate',
    description: 'Run one stage over recordings and write what it finds, to be held against the truth.',
  },
  subCommands: {
    people: () => import('./people.ts').then(m => m.people),
    'faces-detect': () => import('./faces-detect.ts').then(m => m.facesDetect),
    identify: () => import('./identify.ts').then(m => m.identify),
    faces: () => import('./faces.ts').then(m => m.faces),
    track: () => import('./track.ts').then(m => m.track),
    wifi: () => import('./wifi.ts').then(m => m.wifi),
  },
})
