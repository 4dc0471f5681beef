import type { Camera } from '../../config/cameras.ts'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { ColourFrame, Scan } from '../../drivers/frame.ts'
import { isPassText } from '../codes/pass.ts'
import type { Found } from '../codes/reader/message.ts'
import { Sight } from '../codes/sight.ts'
import type { Tracks } from '../tracking/tracks.ts'
import type { Eyes } from './eyes.ts'
import type { Stages, Surroundings } from './stages.ts'
import { type Held, holderOf } from './whose.ts'

/** Where the reader failed it is not asked again for so long. */
const RETRY_MS = 10_000
/** Between two looks no more time than this counts as looked at. */
const BLINK_MS = 1000

type Around = Pick<Surroundings, 'members' | 'pace' | 'warn'>
type Where = Pick<Stages, 'codes' | 'scan' | 'personOf'>

/**
 * Codes that are shown to one camera → codes → journey; a member's pass, → identity, with whoever holds it. While a picture is looked
 * at, those that come are left out, and the lane waits for none; but in a replay, where each run is to be like the last.
 */
export class Shown {
  readonly #camera: string
  readonly #betweenMs: Ms
  readonly #reader: Eyes['codes']
  readonly #stages: Where
  readonly #around: Around
  readonly #sight = new Sight()
  readonly #passes = new Sight()
  #looking: Promise<void> | undefined
  #lookedMs = Number.NEGATIVE_INFINITY
  /** Time as far as somebody looked: what was not looked at was not out of sight. */
  #sightMs = 0
  #hasFailed = false

  constructor(camera: string, perSecond: number, reader: Eyes['codes'], stages: Where, around: Around) {
    this.#camera = camera
    this.#betweenMs = 1000 / perSecond
    this.#reader = reader
    this.#stages = stages
    this.#around = around
  }

  /** What the camera sees, and whom it follows in it. Both may be overwritten when this returns. */
  see({ atMs, width, height, pixels }: ColourFrame, tracks: Tracks): Promise<void> | undefined {
    const betweenMs = this.#hasFailed ? RETRY_MS : this.#betweenMs
    if (this.#looking || this.#reader.isClosed || Math.abs(atMs - this.#lookedMs) < betweenMs) return undefined
    this.#sightMs += Math.min(Math.abs(atMs - this.#lookedMs), BLINK_MS)
    this.#lookedMs = atMs
    const held: Held = {
      id: tracks.id.slice(0, tracks.count),
      box: tracks.box.slice(0, 4 * tracks.count),
      counts: tracks.confirmed.slice(0, tracks.count),
    }
    // The luma of NV12 comes first, and is copied before this returns.
    const found = this.#reader.read({ width, height, pixels: pixels.subarray(0, width * height) })
    this.#looking = this.#take(found, held, atMs).finally(() => (this.#looking = undefined))
    return this.#around.pace === 'replay' ? this.#looking : undefined
  }

  settle(): Promise<void> | undefined {
    return this.#looking
  }

  async #take(found: Promise<readonly Found[]>, held: Held, atMs: Ms): Promise<void> {
    try {
      for (const { text, x, y } of await found) {
        if (this.#sight.comes(text, this.#sightMs)) this.#tell({ atMs, text })
        if (isPassText(text)) await this.#show({ atMs, text }, held, x, y)
      }
      this.#hasFailed = false
    } catch (thrown) {
      this.#hasFailed = true
      const model = 'the reader of codes'
      this.#around.warn(
        thrown instanceof Fault ? thrown : new Fault('ENGINE_FAILED', { model, why: why(thrown) }, thrown),
      )
    }
  }

  #tell(scan: Scan): void {
    const fact = this.#stages.codes.read(this.#camera, scan)
    if (fact) this.#stages.scan(fact)
  }

  /** A pass is good once: it waits until it is known who holds it. */
  async #show(scan: Scan, held: Held, x: number, y: number): Promise<void> {
    const track = holderOf(held, x, y)
    const bearer = track === undefined ? undefined : this.#stages.personOf(this.#camera, track)
    if (bearer && this.#passes.comes(scan.text, this.#sightMs))
      await this.#around.members?.show(this.#camera, scan, bearer)
  }
}

/** For a camera that codes are looked for in. */
export function shownTo(
  { id, codes }: Camera,
  reader: Eyes['codes'],
  stages: Where,
  around: Around,
): Shown | undefined {
  return codes && new Shown(id, codes.perSecond, reader, stages, around)
}
