import type { Ms } from '../../config/units.ts'

/** A clock that goes back by more than this was set. */
const SET_BACK_MS = 3000

/**
 * The time of a picture after one of `beforeMs`. Where the clock of this machine goes back a little, order is worth more than the
 * jump and time stands still; where it was set back, waiting for the old time would freeze all that comes after.
 */
export function onwards(beforeMs: Ms, atMs: Ms): Ms {
  return beforeMs - atMs > SET_BACK_MS ? atMs : Math.max(beforeMs, atMs)
}

/**
 * The filter that lets no more pictures through than this, on average: variable 0 is when the next one is due. A picture that
 * comes late moves only its own due time, so that a camera of just this rate loses none to the jitter of the network. Where the
 * next one is due later than it can ever be, the clock was set back.
 */
export function atMost(fps: number): string {
  const setBack = `lt(t,ld(0)-${1 / fps + SET_BACK_MS / 1000})`
  return `select='if(gte(t,ld(0))+${setBack},1+0*st(0,if(${setBack},t,max(ld(0)+${1 / fps},t))),0)'`
}
