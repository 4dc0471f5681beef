import type { Zone } from '../../config/floor.ts'
import type { Ms } from '../../config/units.ts'

/** How long a stay must be, and what does not end it. */
export interface Rule {
  readonly dwellMs: number
  readonly graceMs: number
}

/** What is known of somebody at one instant: seen in the zone, seen elsewhere, or not seen at all. */
export type Look = 'in' | 'out' | 'unseen'

/** Where somebody stands with one zone. */
export type Dwell =
  | { readonly at: 'outside' }
  | {
      readonly at: 'inside' | 'dwelling'
      /** Half way between the last look outside and the first one inside. */
      readonly sinceMs: Ms
      /** Time between those two looks; 0 for somebody who was first seen in the zone. */
      readonly entryGapMs: number
      /** Standard deviation of when they passed the border on the way in, for not being known just where they were. */
      readonly entryBlurMs: number
      /** Last seen in the zone. */
      seenMs: Ms
      /** First seen elsewhere after that. */
      outMs: Ms | undefined
    }

export const OUTSIDE: Dwell = { at: 'outside' }

/** A frame that misses somebody is no absence: shorter than this, being unseen ends nothing, whatever the grace. */
const BLINK_MS = 1000

/** Standard deviations to either side that hold nine of ten of what is normal. */
const NINE_OF_TEN = 1.645

export function rule(zone: Zone): Rule {
  return { dwellMs: zone.dwellSeconds * 1000, graceMs: zone.graceSeconds * 1000 }
}

/**
 * One look at one person and one zone. A stay begins at the first look inside and goes on through absences of up to the grace,
 * seen elsewhere or not seen; it becomes a dwell once it has lasted long enough and is seen to go on.
 * `beforeMs` is the instant of the look before this one that saw the person, or `nowMs` if there was none; `blurMs` the standard
 * deviation of when they pass a border now. A new object is a new state; looks that change nothing but when they were seen are
 * noted in the old one.
 */
export function step(was: Dwell, look: Look, nowMs: Ms, beforeMs: Ms, rule: Rule, blurMs = 0): Dwell {
  if (was.at === 'outside') {
    if (look !== 'in') return was
    const entryGapMs = nowMs - beforeMs
    const entryBlurMs = entryGapMs > 0 ? blurMs : 0
    return { at: 'inside', sinceMs: nowMs - entryGapMs / 2, entryGapMs, entryBlurMs, seenMs: nowMs, outMs: undefined }
  }
  const awayMs = nowMs - was.seenMs
  const patience = look === 'unseen' ? Math.max(rule.graceMs, BLINK_MS) : rule.graceMs
  if (look !== 'in' && awayMs > patience) return OUTSIDE
  if (look === 'unseen') return was
  if (look === 'out') {
    was.outMs ??= nowMs
    return was
  }
  if (nowMs - was.sinceMs >= rule.dwellMs && was.at === 'inside')
    return { ...was, at: 'dwelling', seenMs: nowMs, outMs: undefined }
  was.seenMs = nowMs
  was.outMs = undefined
  return was
}

/**
 * When somebody left whose stay the look at `nowMs` ended, and how far its length may be off in nine stays of ten. Half way
 * between the last look inside and the first one outside; for somebody lost in the zone, when they were last seen. What is not
 * known is up to half of each gap, and beyond that when they passed the border, which is blurred at either end.
 */
export function left(
  was: Exclude<Dwell, { at: 'outside' }>,
  look: Look,
  nowMs: Ms,
  rule: Rule,
  blurMs = 0,
): { atMs: Ms; uncertaintyMs: number } {
  const outMs = was.outMs ?? (look === 'out' ? nowMs : undefined)
  const exitGapMs = outMs === undefined ? Math.min(nowMs - was.seenMs, rule.graceMs) : outMs - was.seenMs
  const atMs = outMs === undefined ? was.seenMs : was.seenMs + exitGapMs / 2
  const blur = Math.hypot(was.entryBlurMs, outMs === undefined ? 0 : blurMs)
  return { atMs, uncertaintyMs: (was.entryGapMs + exitGapMs) / 2 + NINE_OF_TEN * blur }
}
