import type { BoxFrame, ColourFrame } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'

type Frame = ColourFrame | BoxFrame
type Hear = (frame: Frame) => void

/**
 * Lets somebody look along with a camera that a lane has open, for a while: many cameras serve one reader only, and to decode a
 * picture twice costs twice. Nobody is kept waiting, and without anybody who looks nothing is copied.
 */
export class Taps {
  readonly #hearing = new Map<string, Set<Hear>>()

  /** The source, whose frames those who look along see too. */
  tapped(source: Source<Frame>): Source<Frame> {
    const { id } = source
    const hearing = new Set<Hear>()
    this.#hearing.set(id, hearing)
    return {
      id,
      async *open(signal) {
        for await (const frame of source.open(signal)) {
          for (const hear of hearing) hear(frame)
          yield frame
        }
      },
    }
  }

  /** The newest picture of a camera whenever the last was looked at, as long as the signal does not abort. What is missed is wiped. */
  of(id: string): Source<Frame> {
    const hearing = this.#hearing.get(id) ?? new Set<Hear>()
    return {
      id,
      async *open(signal) {
        let waiting: Frame | undefined
        let wake = () => {}
        const hear: Hear = frame => {
          wipe(waiting)
          waiting = 'pixels' in frame ? { ...frame, pixels: frame.pixels.slice() } : frame
          wake()
        }
        const stop = () => wake()
        hearing.add(hear)
        signal.addEventListener('abort', stop)
        try {
          while (!signal.aborted) {
            const frame = waiting
            waiting = undefined
            if (frame) yield frame
            else await new Promise<void>(resolve => (wake = resolve))
          }
        } finally {
          hearing.delete(hear)
          signal.removeEventListener('abort', stop)
          wipe(waiting)
        }
      },
    }
  }
}

function wipe(frame: Frame | undefined): void {
  if (frame && 'pixels' in frame) frame.pixels.fill(0)
}
