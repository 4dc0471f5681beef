import type { Metres, Ms } from '../../config/units.ts'

/** How somebody of the staff stands to a visitor: apart, near since a while, or so long near that they met. */
export type Nearness =
  | { readonly at: 'apart' }
  | { readonly at: 'near'; readonly sinceMs: Ms }
  | { readonly at: 'met'; readonly sinceMs: Ms; readonly seenMs: Ms }

export interface Rule {
  /** Who comes nearer than this is near. */
  readonly nearMetres: Metres
  /** And is until they are farther than this: who talks takes a step back now and then. */
  readonly apartMetres: Metres
  /** Near for so long, they met; who only passes does not. */
  readonly metMs: Ms
  /** Farther for so long, they parted. */
  readonly partedMs: Ms
}

export const APART: Nearness = { at: 'apart' }

/** One look at how far they are from each other; undefined where one of them is not seen. Pure. */
export function step(was: Nearness, metres: Metres | undefined, nowMs: Ms, rule: Rule): Nearness {
  const isWithin = (limit: Metres) => metres !== undefined && metres <= limit
  switch (was.at) {
    case 'apart':
      return isWithin(rule.nearMetres) ? { at: 'near', sinceMs: nowMs } : was
    case 'near':
      // Where the clock was set back it is not known any more since when.
      if (!isWithin(rule.apartMetres) || nowMs < was.sinceMs) return APART
      return nowMs - was.sinceMs >= rule.metMs ? { at: 'met', sinceMs: was.sinceMs, seenMs: nowMs } : was
    case 'met':
      if (isWithin(rule.apartMetres)) return { ...was, seenMs: nowMs }
      return Math.abs(nowMs - was.seenMs) >= rule.partedMs ? APART : was
  }
}
