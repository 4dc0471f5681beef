import type { Rule } from './play.ts'

/**
 * The rule of thumb that the model is held against: approach whoever has stood at a place for so long, nobody a second time whose contact
 * came to something, and nobody in a queue.
 */
export function afterDwell(seconds: number): Rule {
  return {
    approaches: ({ stay, nowMs, contacts }) =>
      nowMs - stay.fromMs >= 1000 * seconds &&
      stay.place !== 'till' &&
      contacts.every(({ became, atMs }) => became === 'missed' && nowMs - atMs > 60_000),
  }
}

export const NEVER: Rule = { approaches: () => false }
/** Of these the best is taken with hindsight. */
export const DWELLS = [10, 20, 30, 45, 60, 75, 90, 105, 120, 150, 180, 240]
