import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { now } from '../clock.ts'
import type { ColourFrame } from '../frame.ts'
import type { Source } from '../source.ts'
import { timed } from './timed.ts'

export interface Recording {
  /** When the first frame was taken; without it, the time when it comes, which on a busy machine is seconds after opening. */
  readonly startsAt?: Ms
  /** At the rate at which it was recorded instead of as fast as it is asked for. */
  readonly paced?: boolean
}

/**
 * A recorded video that ffmpeg can read. Every frame is delivered, and the iterator ends with the file, or where the file breaks
 * off. Throws SOURCE_REFUSED where it is missing or holds no picture, TOOL_MISSING.
 */
export function file(id: string, path: string, { startsAt, paced }: Recording = {}): Source<ColourFrame> {
  return {
    id,
    open(signal) {
      // With the protocol named, a path that looks like a URL or an option is still a path.
      const input = [...(paced ? ['-re'] : []), '-i', `file:${path}`]
      let fromMs: Ms | undefined
      let firstSeconds: number | undefined
      return timed({ input }, signal, {
        at(seconds, beforeMs) {
          fromMs ??= startsAt ?? now()
          if (!Number.isFinite(seconds)) return Math.max(beforeMs, fromMs)
          firstSeconds ??= seconds
          // Whole microseconds: what is below comes of the division by the time base.
          return Math.max(beforeMs, fromMs, fromMs + Math.round(1e6 * (seconds - firstSeconds)) / 1000)
        },
        over: ({ pictures, errors }) => (pictures === 0 ? refused(id, path, errors) : undefined),
      })
    },
  }
}

function refused(sensor: string, path: string, errors: readonly string[]): Fault {
  const why = errors.at(-1)?.replaceAll(`file:${path}`, path) ?? `${path} holds no picture`
  return new Fault('SOURCE_REFUSED', { sensor, why, next: 'Check feed.path, and play it with: ffplay FILE' })
}
