import { defineCommand } from 'citty'

export const calibrate = defineCommand({
  meta: { name: 'calibrate', description: 'Tie the pictures of cameras to the floor plan, and check that they are.' },
  subCommands: {
    pairs: () => import('./pairs.ts').then(m => m.pairs),
    pose: () => import('./pose.ts').then(m => m.pose),
    check: () => import('./check.ts').then(m => m.check),
  },
})
