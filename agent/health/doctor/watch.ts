import { why } from '../../../config/fault.ts'
import type { Ms } from '../../../config/units.ts'
import type { Source } from '../../../drivers/source.ts'

/** What somebody makes of what a sensor delivers. */
export interface Seen {
  /** Of one look. */
  readonly tookMs: Ms
  /** Who was found, and of them whose feet are on the floor plan. */
  readonly people: number
  readonly onFloor: number
}

/** What a sensor did while it was watched. */
export interface Watched {
  /** Whether it opened, be it that it had nothing to tell. */
  readonly isOpen: boolean
  /** From opening it to the first item; undefined where none came. */
  readonly firstMs?: Ms
  /** How old the first item was when it came, by the time that it bears. */
  readonly ageMs?: Ms
  /** Pictures, batches of frames, or codes. */
  readonly items: number
  /** From the first item to the end of watching. */
  readonly watchedMs: Ms
  /** From the last item to the end of watching. */
  readonly quietMs: Ms
  /** Such as 640 × 480. */
  readonly size?: string
  readonly looks: readonly Seen[]
  /** Why it could not be looked at what it delivered. */
  readonly blind?: string
  /** Why it ended before it was to, and by which code of a fault. */
  readonly lost?: { readonly code: string; readonly why: string }
}

export interface Watching<T> {
  /** −∞ of an item that holds nothing, and only says that the sensor is open. */
  readonly atMs: (item: T) => Ms
  readonly size?: (item: T) => string
  /** Looks at an item, which is not touched any more once this has returned. One that comes meanwhile is not looked at. */
  readonly look?: (item: T) => Promise<Seen>
  /** How long it may take to deliver something, and how long it is watched from then on. */
  readonly patienceMs: Ms
  readonly watchMs: Ms
  readonly nowMs: () => Ms
}

/** Opens a sensor, watches it for a while, and says what it saw. Never throws. */
export async function watch<T>(
  source: Source<T>,
  { atMs, size, look, patienceMs, watchMs, nowMs }: Watching<T>,
): Promise<Watched> {
  const stop = new AbortController()
  const openedMs = performance.now()
  let timer = setTimeout(() => stop.abort(), patienceMs)
  let isOpen = false
  let firstAt: Ms | undefined
  let first: Pick<Watched, 'firstMs' | 'ageMs' | 'size'> = {}
  let items = 0
  let lastAt = openedMs
  let blind: string | undefined
  let lost: Watched['lost']
  let looking: Promise<void> | undefined
  const looks: Seen[] = []
  try {
    for await (const item of source.open(stop.signal)) {
      isOpen = true
      if (atMs(item) === Number.NEGATIVE_INFINITY) continue
      items++
      lastAt = performance.now()
      if (firstAt === undefined) {
        firstAt = performance.now()
        first = { firstMs: firstAt - openedMs, ageMs: nowMs() - atMs(item), ...(size && { size: size(item) }) }
        clearTimeout(timer)
        timer = setTimeout(() => stop.abort(), watchMs)
      }
      if (look && !looking && blind === undefined)
        looking = look(item)
          .then(seen => void looks.push(seen))
          .catch(thrown => void (blind = why(thrown)))
          .finally(() => void (looking = undefined))
      if (stop.signal.aborted) break
    }
  } catch (thrown) {
    lost = { code: String((thrown as { code?: unknown }).code ?? ''), why: why(thrown) }
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
  const endMs = performance.now()
  await looking
  return {
    ...first,
    isOpen,
    items,
    watchedMs: firstAt === undefined ? 0 : endMs - firstAt,
    quietMs: endMs - lastAt,
    looks,
    ...(blind !== undefined && { blind }),
    ...(lost && { lost }),
  }
}
