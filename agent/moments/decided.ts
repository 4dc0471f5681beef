/**
 * What decided, where no rule did. `model`: the probability alone. `bar`: it would do, were no more asked of an approach than to be worth
 * anything. `rest`: it would do, and the advice rests. `held-back`: it would do, were they not of those who are approached
 * by nobody. `try`: it would not, were they not of those with whom something is tried.
 * What comes later is told anew of somebody of whom what comes before was told.
 */
export const DECIDED_BY = ['model', 'bar', 'rest', 'held-back', 'try'] as const
export type DecidedBy = (typeof DECIDED_BY)[number]

/** What a look weighed up: probabilities, and optimism in deviations of the score. */
export interface Weighed {
  /** That an approach asks for at this time; and that it came to, with the optimism that somebody has. */
  readonly bar: number
  readonly reached: number
}

/** The optimism that an approach needs now, ∞ while the advice rests; that it would need without a rest, and were the bar as low as can be. */
export interface Needs {
  readonly needed: number
  readonly asked: number
  readonly atAll: number
}

/**
 * What decided over somebody of that `optimism` (−∞ who is held back; `daring` is what they would have were they not). Each is named exactly where
 * the decision is another without it; of who is held back it is first asked what would be if they were not. Pure.
 */
export function decidedBy(optimism: number, daring: number, { needed, asked, atAll }: Needs): DecidedBy {
  if (optimism >= needed) return needed > 0 ? 'try' : 'model'
  const free = Math.max(optimism, daring)
  if (free >= needed) return 'held-back'
  if (free >= asked) return 'rest'
  return free >= atAll ? 'bar' : 'model'
}

/** Each in words, for whoever asks afterwards. */
export const BY_WORDS: Record<Exclude<DecidedBy, 'model'>, string> = {
  bar: 'A contact may be welcome, but an approach has to be worth more than that now.',
  rest: 'A contact may be welcome, but the advice rests: of late there was hardly anybody here to whom one seemed worth it.',
  'held-back': 'Held back, so that it can be told what contacts are good for.',
  try: 'A try, to learn how visitors here take it.',
}
