import type { Moments as Config } from '../../config/moments.ts'
import type { Ms } from '../../config/units.ts'
import type { Situation } from './situation.ts'

/** What is never left to a model, strongest first. The first five say that they are to be left alone, the others that it is too early. */
export const RULES = [
  'off-limits',
  'declined',
  'with-staff',
  'cool-down',
  'closing',
  'just-entered',
  'walking-by',
  'advised-before',
] as const
export type Rule = (typeof RULES)[number]

/** What has been between the staff and a visitor in this visit. */
export interface Between {
  /** Whether they said, or showed, that they want to be left alone. */
  isDeclined: boolean
  /** When somebody of the staff was last with them. */
  lastMs: Ms | undefined
  /** When it was last advised to approach them. */
  advisedMs: Ms | undefined
}

/** The rule that holds, if one does. What is not known makes no rule hold, but for the dwell of somebody who walks. Pure. */
export function ruled(s: Situation, { isDeclined, lastMs, advisedMs }: Between, config: Config): Rule | undefined {
  if (s.isOffLimits) return 'off-limits'
  if (isDeclined) return 'declined'
  if (s.hasStaff) return 'with-staff'
  if (lastMs !== undefined && s.atMs - lastMs < 60_000 * config.coolDownMinutes) return 'cool-down'
  if (s.untilClosingSeconds !== undefined && s.untilClosingSeconds < 60 * config.closingMinutes) return 'closing'
  if (s.sinceEntrySeconds !== undefined && s.sinceEntrySeconds < config.justEnteredSeconds) return 'just-entered'
  if (s.metresPerSecond !== undefined && s.metresPerSecond > config.walkingMetresPerSecond) return 'walking-by'
  if (advisedMs !== undefined && s.atMs - advisedMs < 1000 * config.againSeconds) return 'advised-before'
  return undefined
}

/** What each rule advises. */
export function advised(rule: Rule): 'wait' | 'leave' {
  switch (rule) {
    case 'off-limits':
    case 'declined':
    case 'with-staff':
    case 'cool-down':
    case 'closing':
      return 'leave'
    case 'just-entered':
    case 'walking-by':
    case 'advised-before':
      return 'wait'
  }
}

/** Each rule in words for the staff. */
export const WORDS: Record<Rule, string> = {
  'off-limits': 'They agreed to be known here, but not to be spoken to.',
  declined: 'They let it be known in this visit that they want no help, or what they agreed to holds no more.',
  'with-staff': 'Somebody of the staff is with them.',
  'cool-down': 'Somebody of the staff was with them a short while ago.',
  closing: 'The shop is about to close.',
  'just-entered': 'They have just come in.',
  'walking-by': 'They are walking by.',
  'advised-before': 'It was advised a moment ago.',
}
