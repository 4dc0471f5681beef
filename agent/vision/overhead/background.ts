import type { Metres, Ms } from '../../../config/units.ts'
import { type Heights, UNSEEN } from './heights.ts'

/** What stands this much above the background is not part of it. */
const ABOVE: Metres = 0.25
/** A cell lower than the background by this much shows that something was taken away. */
const BELOW: Metres = 0.1
/** Time in which most of a change is learned: when something was taken away, when something new stands there, at the start. */
const DOWN: Ms = 500
const UP: Ms = 20_000
const START: Ms = 300
/** Time in which most of it is learned how high a cell can look, and in which it is forgotten. */
const RIM_UP: Ms = 300
const RIM_DOWN: Ms = 60_000
/**
 * What has not been seen for once to twice this long was taken away. The front of a shelf is now measured by its top and now by
 * its face, and must not sink.
 */
const CREST: Ms = 1000
/** How long the start lasts. */
const SETTLE: Ms = 1500

/**
 * The shop without people, as heights over the cells of the map. It begins as the bare floor, which the pose gives, so that
 * people in the first picture stand out; furniture is learned within a second, and what was moved later, more slowly.
 * A cell that seems to belong to a person is not learned.
 */
export class Background {
  readonly height: Float32Array
  /** How high each cell looks at times: at the rim of furniture now its top is measured and now the floor. */
  readonly #rim: Float32Array
  /** The greatest height of each cell since the last turn, and between that and the one before. */
  #crest: Float32Array
  #before: Float32Array
  #turnedMs: Ms = Number.NEGATIVE_INFINITY
  readonly #heights: Heights
  /** Cells that belong to a person, in the update with this number. */
  readonly #kept: Uint32Array
  #update = 1
  #startMs: Ms | undefined
  #lastMs: Ms = 0

  constructor(heights: Heights) {
    this.#heights = heights
    this.height = new Float32Array(heights.top.length)
    this.#rim = new Float32Array(heights.top.length)
    this.#crest = new Float32Array(heights.top.length)
    this.#before = new Float32Array(heights.top.length)
    this.#kept = new Uint32Array(heights.top.length)
  }

  /** Whether what was measured over a cell stands out, also against its neighbours: the rims of furniture flicker. */
  isAbove(cell: number, metres: Metres, lift = ABOVE): boolean {
    const { height } = this
    const row = this.#heights.columns
    const limit = metres - lift
    return (
      height[cell]! < limit &&
      !(height[cell - 1]! >= limit) &&
      !(height[cell + 1]! >= limit) &&
      !(height[cell - row]! >= limit) &&
      !(height[cell + row]! >= limit)
    )
  }

  /** The same for what stands out by less than a body does: then the rims of furniture must be known. */
  isLifted(cell: number, metres: Metres, lift: Metres): boolean {
    return this.#rim[cell]! < metres - lift && this.isAbove(cell, metres, lift)
  }

  /** This cell is somebody's until the next {@link learn}. */
  keep(cell: number): void {
    this.#kept[cell] = this.#update
  }

  /** From now on this cell is what was last measured over it. */
  take(cell: number): void {
    const metres = this.#heights.top[cell]!
    if (metres !== UNSEEN) this.height[cell] = metres
  }

  /** Follows what was measured, cell by cell, and forgets which were kept. */
  learn(atMs: Ms): void {
    const { top } = this.#heights
    const { height } = this
    const rim = this.#rim
    this.#turn(atMs)
    const crest = this.#crest
    const before = this.#before
    this.#startMs ??= atMs
    const passed = Math.max(0, Math.min(1000, atMs - this.#lastMs))
    const starting = atMs - this.#startMs < SETTLE
    const up = 1 - Math.exp(-passed / (starting ? START : UP))
    const down = 1 - Math.exp(-passed / (starting ? START : DOWN))
    const rimUp = 1 - Math.exp(-passed / RIM_UP)
    const rimDown = 1 - Math.exp(-passed / RIM_DOWN)
    for (let cell = 0; cell < top.length; cell++) {
      const metres = top[cell]!
      if (metres === UNSEEN) continue
      const isKept = this.#kept[cell] === this.#update
      const rise = metres - rim[cell]!
      if (rise < 0) rim[cell]! += rise * rimDown
      else if (!isKept) rim[cell]! += rise * rimUp
      if (metres > crest[cell]!) crest[cell] = metres
      const change = metres - height[cell]!
      if (change < -BELOW) {
        const lost = Math.max(crest[cell]!, before[cell]!) - height[cell]!
        if (lost < 0) height[cell]! += lost * down
      } else if (!isKept) height[cell]! += change * up
    }
    this.#lastMs = atMs
    this.#update++
  }

  #turn(atMs: Ms): void {
    if (Math.abs(atMs - this.#turnedMs) < CREST) return
    this.#turnedMs = atMs
    const last = this.#before
    this.#before = this.#crest
    this.#crest = last.fill(UNSEEN)
  }
}
