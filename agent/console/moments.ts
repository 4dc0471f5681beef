import type { StaffMoments } from '../events/staff.ts'
import type { Line } from './line.ts'
import type { Routes } from './route.ts'

/** As often at least whoever looks on is told what is open: they know by it that the agent is there. */
const AGAIN_MS = 1000

/**
 * Whether moments are shown to the staff. `shadow`: they are only written down. `counts`: the privacy level lets nobody be judged. `elsewhere`:
 * this machine sees for another one. `off`: the configuration has none.
 */
export type Showing = 'advise' | 'shadow' | 'counts' | 'elsewhere' | 'off'

/** What the page for the tablets of the staff is told. */
export interface Shown extends StaffMoments {
  readonly showing: Showing
}

/** What the console needs to know of moments, and whom it tells. */
export interface Moments {
  readonly showing: Showing
  open(): StaffMoments
  /** Calls whenever others are open, until what is answered is called. */
  onChange(hear: () => void): () => void
  /** Somebody of the staff says what became of a visit: answered as a request over the broker is. */
  answer(said: unknown): Promise<object>
}

/** What whoever has the page of moments open is told, and says. */
export function momentRoutes(moments: Moments): Routes {
  const shown = (): Shown => ({ showing: moments.showing, ...moments.open() })
  const lines = new Set<Line>()
  let stop = () => {}
  const tell = () => {
    const data = JSON.stringify(shown())
    for (const line of lines) line.look('moments', data)
  }
  const begin = () => {
    const timer = setInterval(tell, AGAIN_MS)
    const leave = moments.onChange(tell)
    stop = () => {
      clearInterval(timer)
      leave()
    }
  }
  return {
    'GET /moments': () => ({ json: shown() }),
    'GET /moments/stream': () => ({
      open(line) {
        line.look('moments', JSON.stringify(shown()))
        if (lines.size === 0) begin()
        lines.add(line)
        return () => {
          lines.delete(line)
          if (lines.size === 0) stop()
        }
      },
    }),
    'POST /moments/outcome': async ({ body }) => ({ json: await moments.answer(body) }),
  }
}
