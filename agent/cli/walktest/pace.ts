import { setTimeout as delay } from 'node:timers/promises'
import { Fault } from '../../../config/fault.ts'
import type { Metres, Ms } from '../../../config/units.ts'
import { type Crossed, type Direction, jitter, type Walk } from './score.ts'

export interface Pacing {
  readonly line: string
  readonly times: number
  /** For one walk, between two, and standing still before the first. */
  readonly walkMs: Ms
  readonly restMs: Ms
  readonly stillMs: Ms
  /** How long after the last walk it is still listened. */
  readonly lateMs?: Ms
  /** Whoever is elsewhere is in nobody's way. */
  readonly isNear: (xMetres: Metres, yMetres: Metres) => boolean
  readonly now: () => Ms
  readonly say: (words: string) => void
  readonly signal: AbortSignal
}

/** What the agent tells may come so much later than it happened. */
const LATE_MS: Ms = 3000
/** Where people are while somebody stands still counts where there is one alone. */
interface Dot {
  readonly xMetres: number
  readonly yMetres: number
}

export interface Walked {
  readonly walks: readonly Walk[]
  readonly crossed: readonly Crossed[]
  readonly jitterMetres: number | undefined
  /** Walks during which more than one was to be seen near the line. */
  readonly crowded: number
  /** Messages of the agent that were lost on the way. */
  readonly lost: number
}

/**
 * Tells somebody when to stand still and when to walk, in and out in turn, and listens meanwhile to what the agent tells of the line. Where
 * nobody tells any more it is at an end at once: what is not heard is not missed.
 * @throws Fault WALK_BROKEN, and what `told` throws
 */
export async function paced(
  told: AsyncIterable<{ readonly event: string; readonly data: unknown }>,
  { line, times, walkMs, restMs, stillMs, lateMs = LATE_MS, isNear, now, say, signal }: Pacing,
): Promise<Walked> {
  const crossed: Crossed[] = []
  const places: (readonly [number, number])[] = []
  let [isStill, isCrowded, crowded, lost] = [false, false, 0, 0]
  const listening = (async () => {
    for await (const { event, data } of told) {
      if (event === 'crossing' && (data as { line: string }).line === line) crossed.push(data as Crossed)
      if (event === 'missed') lost += (data as { count: number }).count
      if (event !== 'people') continue
      const dots = (data as readonly Dot[]).filter(({ xMetres, yMetres }) => isNear(xMetres, yMetres))
      if (dots.length > 1) isCrowded = true
      if (isStill && dots.length === 1) places.push([dots[0].xMetres, dots[0].yMetres])
    }
    throw new Fault('WALK_BROKEN', { line, why: 'the agent was stopped' })
  })()
  const over = new AbortController()
  listening.catch(() => over.abort())
  const wait = (ms: Ms) =>
    Promise.race([delay(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) }), listening])
  const walks: Walk[] = []
  say(`Stand still beside ${line}, outside of it, for ${stillMs / 1000} s.`)
  isStill = true
  await wait(stillMs)
  isStill = false
  for (let i = 0; i < times; i++) {
    const expected: Direction = i % 2 === 0 ? 'in' : 'out'
    const fromMs = now()
    isCrowded = false
    say(
      `${i + 1} of ${times}: walk over ${line} ${expected === 'in' ? 'inwards' : 'outwards'} now, and stand still behind it.`,
    )
    await wait(walkMs)
    walks.push({ expected, fromMs, toMs: now() })
    if (isCrowded) crowded++
    if (i + 1 < times) await wait(restMs)
  }
  await wait(lateMs)
  return { walks, crossed, jitterMetres: jitter(places), crowded, lost }
}
