import { z } from 'zod'
import { Moments } from '../../../config/moments.ts'
import { OUTCOMES } from '../../moments/advice.ts'
import { WHYS } from '../../moments/fact.ts'
import { TOLD_BY, TOLD_RULES } from '../../moments/outward.ts'
import { Instant, Share, TouchpointRef } from '../shapes.ts'

/** Features and weights stay in the shop: of what moved the advice, the few strongest are told in words. */
const Moment = {
  touchpoint: TouchpointRef,
  advice: z
    .enum(['approach', 'wait', 'leave'])
    .describe(
      '`approach`: they are likely to be glad of a contact. `wait`: not now. `leave`: they are better left alone.',
    ),
  rule: z
    .enum(TOLD_RULES)
    .optional()
    .describe(
      'The rule that says so, which no model overrules; without it the model does. `declined`: they said, at any time and in any way, that they want not to be approached.',
    ),
  probability: Share.optional().describe('That a contact now comes out well, by the model. Not there with a rule.'),
  decidedBy: z
    .enum(TOLD_BY)
    .optional()
    .describe(
      '`model`: the probability alone. `share`: a contact may be welcome, and they are not approached, for not all of whom that may be are, and at times nobody is. `try`: they are approached though the probability would not do, to learn how visitors take it. Not there with a rule, nor from agents that do not tell it yet.',
    ),
  mode: Moments.shape.mode.unwrap().describe('`shadow`: nobody in the shop is shown it. `advise`: the staff are.'),
}

export const MomentOpened = z
  .strictObject({
    ...Moment,
    reasons: z
      .array(z.string().min(1).max(160))
      .max(3)
      .describe(
        'In words, what decided where that was not the probability alone, and then what speaks for a contact and what against it, strongest first.',
      ),
    validUntil: Instant.optional().describe(
      'Until when they are to be approached. Not there with other advice, which stands until `moment.closed`.',
    ),
  })
  .describe(
    'Something is advised of a visitor at a touchpoint. Of a visit one moment is open at a time; `moment.closed` or, after a power cut, the `visit.ended` of the visit ends it.',
  )

export const MomentClosed = z
  .strictObject({
    ...Moment,
    openedAt: Instant.describe('When it was opened.'),
    why: z
      .enum(WHYS)
      .describe(
        '`expired`: nobody came in time. `changed`: something else is advised now. `left`: they went on from the touchpoint. `answered`: somebody said what became of it. `ended`: the visit is over. `stopped`: the agent was stopped.',
      ),
    outcome: z
      .enum(OUTCOMES)
      .optional()
      .describe('What somebody said became of it, where that was known by then. It may be said later, too.'),
  })
  .describe('What was advised of a visitor at a touchpoint holds no more.')
