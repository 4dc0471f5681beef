import { z } from 'zod'
import { Slug } from '../../config/shapes.ts'
import type { Ms } from '../../config/units.ts'
import type { Approach } from '../moments/approaches.ts'
import { iso } from './envelope.ts'
import { Instant, Share, VisitId } from './shapes.ts'
import { prefix } from './wire.ts'

/** More are never told: a shop with so many open moments is not short of moments, but of staff. */
const MOST = 24

/**
 * What the staff may do now, all of it each time. It is no event: it has no number, is not kept and not told again, for it is worth nothing
 * half a minute later.
 */
export const StaffMoments = z.strictObject({
  at: Instant.describe('When it was so.'),
  atOnce: z
    .int()
    .min(1)
    .describe('So many are to be shown at a time; the others take the place of what somebody leaves to others.'),
  moments: z
    .array(
      z.strictObject({
        visit: VisitId,
        touchpoint: Slug.describe('Where they are.'),
        openedAt: Instant.describe('Since when. With the visit it is the name of the moment.'),
        validUntil: Instant.describe('Until when they are to be approached.'),
        probability: Share.describe('That a contact now comes out well.'),
        reasons: z
          .array(z.string())
          .max(3)
          .describe(
            'In words, that it is a try where it is one, and then what speaks for a contact and what against it, strongest first.',
          ),
      }),
    )
    .max(MOST)
    .describe('Those first in which a contact is worth most. Two never change their order.'),
  more: z.int().min(0).describe('So many are open besides.'),
})
export type StaffMoments = z.infer<typeof StaffMoments>

/** Where they are said, to whoever is in the shop. */
export const staffTopic = (source: string): string => `${prefix(source)}/staff/moments`

/** What is told of the moments that are open. Pure. */
export function staffMoments(open: readonly Approach[], atOnce: number, nowMs: Ms): StaffMoments {
  return {
    at: iso(nowMs),
    atOnce,
    moments: open.slice(0, MOST).map(({ visit, touchpoint, openedMs, untilMs, probability, reasons }) => ({
      ...{ visit, touchpoint, openedAt: iso(openedMs), validUntil: iso(untilMs) },
      probability: Math.round(probability * 1000) / 1000,
      reasons: [...reasons],
    })),
    more: Math.max(0, open.length - MOST),
  }
}
