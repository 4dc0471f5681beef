import { z } from 'zod'
import { Slug } from './shapes.ts'

/** A configured place or thing where a visitor meets the brand. */
export const Touchpoint = z.strictObject({
  id: Slug,
  at: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('zone'), zone: Slug.describe('A zone of the floor plan.') }),
      z.strictObject({ kind: z.literal('line'), line: Slug.describe('A line or entrance of the floor plan.') }),
      z.strictObject({ kind: z.literal('shelf'), shelf: Slug.describe('A shelf of the floor plan.') }),
      z.strictObject({ kind: z.literal('scanner'), scanner: Slug.describe('A code scanner.') }),
    ])
    .describe('What makes it sense: a zone, line or shelf of the floor plan, or a code scanner.'),
  channel: z.enum(['floor', 'shelf', 'till', 'kiosk', 'staff', 'code']).describe('Through what the visitor is met.'),
  function: z
    .enum(['inform', 'try', 'advise', 'pay', 'collect', 'return', 'enter'])
    .describe('What it does for the visitor.'),
  stage: z
    .enum(['aware', 'consider', 'buy', 'use', 'comment', 'recommend'])
    .describe("Where in the customer's pipeline it stands."),
})
export type Touchpoint = z.infer<typeof Touchpoint>
