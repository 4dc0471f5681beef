import type { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { ColourFrame } from '../frame.ts'
import { decode, type End, type Order } from './decode.ts'

export interface Timing {
  /** When a picture was taken: `seconds` is its time in the stream, NaN where it has none; `beforeMs` that of the one before, 0 of the first. */
  readonly at: (seconds: number, beforeMs: Ms) => Ms
  /** What it means that nothing comes any more; undefined where that is as it should be. */
  readonly over: (end: End) => Fault | undefined
}

/**
 * Pictures of an ffmpeg child, counted and with the time of their capture, in whatever format was ordered. Each is valid until the next
 * one is asked for. Throws what `over` answers, and TOOL_MISSING; whoever leaves ends the child.
 */
export async function* timed(
  order: Order,
  signal: AbortSignal,
  { at, over }: Timing,
): AsyncGenerator<ColourFrame, void> {
  const pictures = decode(order, signal)
  let atMs = 0
  try {
    for (let index = 0; ; index++) {
      const { done, value } = await pictures.next()
      if (done) {
        const fault = value && over(value)
        if (fault) throw fault
        return
      }
      const { seconds, ...picture } = value
      atMs = at(seconds, atMs)
      yield { atMs, index, ...picture }
    }
  } finally {
    await pictures.return(undefined)
  }
}
