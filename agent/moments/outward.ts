import type { Advice } from './advice.ts'
import { BY_WORDS, type DecidedBy } from './decided.ts'
import { MOST } from './reasons.ts'
import { RULES, type Rule, WORDS } from './rules.ts'

/**
 * What may leave of a rule. That somebody is a member who wants not to be spoken to must not be told of a visit to everybody who hears of
 * visits; nor would silence hide it, where of everybody else something is told. So they are told as those are who said it in this visit.
 */
export type ToldRule = Exclude<Rule, 'off-limits'>
export const TOLD_RULES = RULES.filter((rule): rule is ToldRule => rule !== 'off-limits')

/**
 * What may leave of what decided. Who is held back is not told from those of whom more is asked: whoever knew it, and went to them or
 * kept away for that, would spoil what they are held back for. Afterwards it may be asked, and the log of the device has it.
 */
export const TOLD_BY = ['model', 'share', 'try'] as const
export type ToldBy = (typeof TOLD_BY)[number]

const OUTWARD: Record<DecidedBy, ToldBy> = {
  model: 'model',
  bar: 'share',
  rest: 'share',
  'held-back': 'share',
  try: 'try',
}
const SAID: Record<Exclude<ToldBy, 'model'>, string> = {
  share: 'A contact may be welcome, but not all of whom that may be are approached now.',
  try: BY_WORDS.try,
}
const DECLINED = 'They want not to be approached.'

/** What may leave the device of an advice, and who is told it. */
export type Outward = { readonly words: readonly string[] } & (
  | { readonly rule: ToldRule }
  | { readonly rule?: undefined; readonly decidedBy: ToldBy; readonly probability: number }
)

/** The same of a member and of anybody else who is in the same place in the same way: as many words, and none of them on that. Pure. */
export function outward(advice: Advice): Outward {
  if (advice.rule !== undefined) {
    if (advice.rule === 'off-limits' || advice.rule === 'declined') return { rule: 'declined', words: [DECLINED] }
    return { rule: advice.rule, words: [WORDS[advice.rule]] }
  }
  const by = OUTWARD[advice.decidedBy]
  const reasons = advice.reasons.filter(({ subject }) => subject !== 'member').map(({ words }) => words)
  const words = [...(by === 'model' ? [] : [SAID[by]]), ...reasons].slice(0, MOST)
  return { decidedBy: by, probability: advice.probability, words }
}
