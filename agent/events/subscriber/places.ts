import { compare, type Place } from '../wire.ts'

/** Whether `a` is there and comes after `b`, or there is no `b`. */
export const later = (a: Place | undefined, b: Place | undefined) =>
  a !== undefined && (b === undefined || compare(a, b) > 0)

export const latest = (a: Place | undefined, b: Place | undefined) => (later(b, a) ? b : a)

/** The earlier of two, or the one that there is. */
export const earliest = (a: Place | undefined, b: Place | undefined) => (a && later(a, b) ? (b ?? a) : a)
