/** Colours of the drawn plan, and what its kinds of zones are called. */
export const INK = '#1d2733'
export const KINDS = {
  area: { colour: '#2e7d4f', words: 'zone' },
  queue: { colour: '#b26a00', words: 'queue' },
  staff: { colour: '#6b7280', words: 'of the staff' },
  'opt-in': { colour: '#7b3fb5', words: 'opt-in lane' },
} as const
export const SHELF = '#0b7f8c'
export const LINE = '#c2410c'
export const ENTRANCE = '#c81e3a'
export const CAMERA = '#1d4ed8'
export const DEPTH = '#0f766e'
export const PATH = '#5b2a86'
/** From little to most; each darker than the one before, so that it reads in grey too. */
export const HEAT = ['#fff3c4', '#ffd97a', '#fdae5b', '#f3743f', '#d03b34', '#8f1436'] as const
