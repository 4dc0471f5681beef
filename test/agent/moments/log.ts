import type { Advice, Decision } from '../../../agent/moments/advice.ts'

export const LOOK: Decision = {
  visit: 'visit-1',
  touchpoint: 'wall-shelf',
  atMs: 1_900_000_000_000,
  dwellSeconds: 31,
  sinceSeconds: 26,
  isQueueing: false,
  probability: 0.4,
  isApproached: false,
  propensity: 0,
  isShown: true,
}

export const ADVICE: Advice = {
  visit: 'visit-1',
  touchpoint: 'wall-shelf',
  atMs: LOOK.atMs,
  untilMs: LOOK.atMs + 30_000,
  isShown: true,
  advice: 'approach',
  probability: 0.7,
  decidedBy: 'model',
  weighed: { bar: 0.55, reached: 0.7 },
  reasons: [{ subject: 'dwell', moved: 0.4, words: 'Here for 31 s: for it.' }],
}
