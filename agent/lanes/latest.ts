import type { BoxFrame, ColourFrame, DepthFrame } from '../../drivers/frame.ts'
import type { Latest } from './lane.ts'

/** The newest of what a colour camera delivers wins. Boxes belong to whoever gets them, so there is nothing to copy. */
export function latestColour(): Latest<ColourFrame | BoxFrame> {
  return new Newest((item, was) => ('pixels' in item ? copyColour(item, was) : item))
}

/** The newest depth frame wins. */
export function latestDepth(): Latest<DepthFrame> {
  return new Newest(({ atMs, index, width, height, millimetres }, was) => {
    const kept = was?.millimetres.length === millimetres.length ? was.millimetres : new Uint16Array(millimetres.length)
    kept.set(millimetres)
    return { atMs, index, width, height, millimetres: kept }
  })
}

function copyColour(
  { atMs, index, width, height, pixels }: ColourFrame,
  was: ColourFrame | BoxFrame | undefined,
): ColourFrame {
  const room = was && 'pixels' in was ? was.pixels : undefined
  const kept = room?.length === pixels.length ? room : new Uint8Array(pixels.length)
  kept.set(pixels)
  return { atMs, index, width, height, pixels: kept }
}

/**
 * A late frame is worth less than a fresh one: whatever arrives is copied over what still waits, and the reader, whenever it is
 * ready, gets the newest. Two slots go round: the reader holds one until it asks for the next, the other waits.
 */
class Newest<T> implements Latest<T> {
  dropped = 0
  waiting = 0
  readonly #copy: (item: T, was: T | undefined) => T

  constructor(copy: (item: T, was: T | undefined) => T) {
    this.#copy = copy
  }

  /**
   * What was read last when the items end or fail is still handed out before the end or the failure is. A reader that leaves
   * early waits for the one item on its way, as it would with the items themselves.
   */
  async *of(items: AsyncIterable<T>): AsyncGenerator<T, void> {
    let held: T | undefined
    let spare: T | undefined
    let waiting: T | undefined
    let ended = false
    let left = false
    let wake = () => {}
    const fill = async () => {
      try {
        for await (const item of items) {
          if (left) return
          if (waiting) this.dropped++
          waiting = this.#copy(item, waiting ?? spare)
          spare = undefined
          this.waiting = 1
          wake()
        }
      } finally {
        ended = true
        wake()
      }
    }
    const filling = fill()
    // Awaited below; until then a failure must not count as one that nobody looks at.
    filling.catch(() => {})
    try {
      while (true) {
        if (!waiting) {
          if (ended) break
          await new Promise<void>(resolve => (wake = resolve))
          continue
        }
        spare = held
        held = waiting
        waiting = undefined
        this.waiting = 0
        yield held
      }
    } finally {
      left = true
      await filling
    }
  }
}
