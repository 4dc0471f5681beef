import type { Optics, Pose } from '../../config/optics.ts'
import type { Sight as Errors } from '../../config/simulation.ts'
import type { Metres, Ms, Pixels } from '../../config/units.ts'
import type { BoxFrame } from '../frame.ts'
import { Lens } from '../lens.ts'
import { View } from '../view.ts'
import type { Body } from './body.ts'
import type { Furniture } from './furniture.ts'
import { Ghosts } from './ghosts.ts'
import { type Noise, share } from './noise.ts'
import { frameBody } from './outline.ts'
import { Shade } from './shade.ts'
import { area, clip, type Found, suppress } from './suppress.ts'

/** Nobody is found of whom less than this share is in sight, or whose box is lower than this in the picture. */
const LEAST = 0.35
const LEAST_PIXELS: Pixels = 16
/** Errors of boxes change with poses and light, within about this time. */
const LASTS_MS: Ms = 500
/** Share of the variance of an error that lasts so; the rest is new in every picture. */
const LASTING = 0.6
/** Less than this hidden of somebody cuts nothing off the box. */
const SLIVER: Metres = 0.05
/** Nothing of a person is farther from the middle of the body than this. */
const TALL: Metres = 1.1
/** Purposes of the draws: one for each side of the box, then these. */
const MISS = 4
const SCORE = 5
const FRESH = 8

/**
 * What a detector of people makes of the pictures of one camera: boxes around what can be seen of whom. Who is hidden behind
 * others and furniture is found less often and in part, then not at all. Its errors are of the size and kind of Faster R-CNN's
 * on MOT17-02, where 2 % of who was wholly visible were missed, 28 % of who was so to two thirds, 61 % to a half, and a side of
 * a box was off by 2.2 % of the height, by 0.7 of that in the same way in the next picture and not at all two seconds on.
 */
export class Sight {
  readonly width: Pixels
  readonly height: Pixels
  readonly #view: View
  readonly #lens: Lens
  readonly #shade: Shade
  /** Slope of the steepest line of sight in the picture. */
  readonly #field: number
  readonly #ghosts: Ghosts
  readonly #noise: Noise
  readonly #errors: Errors
  readonly #box = new Float64Array(4)
  readonly #found: Found[] = []
  #sinceMs = 0

  constructor(optics: Optics & { readonly pose: Pose }, errors: Errors, noise: Noise) {
    this.#view = new View(optics)
    this.width = this.#view.width
    this.height = this.#view.height
    this.#lens = new Lens(optics)
    this.#shade = new Shade(this.#view.lens)
    this.#field = field(this.#lens, this.width, this.height)
    this.#ghosts = new Ghosts(this.#view, errors.falseAlarmsPerMinute, noise)
    this.#noise = noise
    this.#errors = errors
  }

  /** `sinceMs` is the time since the shop began: the errors depend on it and on nothing that was looked at before. */
  look(
    people: readonly Body[],
    furniture: readonly Furniture[],
    sinceMs: Ms,
  ): Pick<BoxFrame, 'count' | 'box' | 'score' | 'who'> {
    this.#sinceMs = sinceMs
    this.#found.length = 0
    for (const person of people) this.#find(person, people, furniture)
    this.#ghosts.appear(sinceMs, this.#found)
    const kept = suppress(this.#found)
    return {
      count: kept.length,
      box: Float32Array.from(kept.flatMap(({ left, top, right, bottom }) => [left, top, right - left, bottom - top])),
      score: Float32Array.from(kept, ({ score }) => score),
      who: Int32Array.from(kept, ({ who }) => who),
    }
  }

  #find(person: Body, people: readonly Body[], furniture: readonly Furniture[]): void {
    const box = this.#box
    if (!this.#mayBeSeen(person) || !frameBody(person, this.#view, this.#lens, box) || this.#isOutside()) return
    let seen = this.#shade.fall(person, people, furniture)
    if (seen < LEAST) return
    this.#cut(person)
    const whole = area(box)
    clip(box, this.width, this.height)
    seen *= area(box) / whole
    const tall = box[3] - box[1]
    if (!(seen >= LEAST && tall >= LEAST_PIXELS) || this.#isMissed(person.id, seen)) return
    const score = this.#score(person.id, seen, tall)
    for (let side = 0; side < 4; side++) box[side] += this.#errors.jitter * tall * this.#draw(person.id, side)
    clip(box, this.width, this.height)
    this.#found.push({ left: box[0], top: box[1], right: box[2], bottom: box[3], score, who: person.id })
  }

  /** Most people are nowhere near the picture; the rest is looked at closely. */
  #mayBeSeen({ x, y, height }: Body): boolean {
    const [across, along, depth] = this.#view.toCamera(x, y, height / 2)
    return depth > -TALL && Math.sqrt(across * across + along * along) - TALL < this.#field * (depth + TALL)
  }

  #isOutside(): boolean {
    const [left, top, right, bottom] = this.#box
    return right <= 0 || bottom <= 0 || left >= this.width || top >= this.height
  }

  /** Takes what is hidden off the box: from the feet up to where the first slice shows, and slices at the sides. */
  #cut(person: Body): void {
    const { hidden } = this.#shade
    const box = this.#box
    const least = Math.min(...hidden)
    if (least > SLIVER) {
      const foot = this.#view.project(person.x, person.y, 0)
      const knee = this.#view.project(person.x, person.y, least)
      if (foot && knee) {
        const [dx, dy] = [knee[0] - foot[0], knee[1] - foot[1]]
        box[dx > 0 ? 0 : 2] += dx
        box[dy > 0 ? 1 : 3] += dy
      }
    }
    const slice = (box[2] - box[0]) / hidden.length
    const isHidden = (at: number) => hidden[at] > person.height - 2 * SLIVER
    for (let at = 0; at < hidden.length && isHidden(at); at++) box[0] += slice
    for (let at = hidden.length - 1; at >= 0 && isHidden(at); at--) box[2] -= slice
  }

  /** The less is seen, the more often it is not found, and mostly so in several pictures in a row. */
  #isMissed(who: number, seen: number): boolean {
    const hidden = (1 - seen) / (1 - LEAST)
    return share(this.#draw(who, MISS)) < this.#errors.missShare + (1 - this.#errors.missShare) * hidden * hidden
  }

  #score(who: number, seen: number, tall: Pixels): number {
    const mean = 0.84 * (0.45 + 0.55 * seen) * (tall < 64 ? 0.7 + (0.3 * tall) / 64 : 1)
    return Math.min(0.99, Math.max(0.05, mean + 0.07 * this.#draw(who, SCORE)))
  }

  /** Normal; partly the same for a while. */
  #draw(who: number, purpose: number): number {
    const lasting = this.#noise.drift(who, this.#sinceMs / LASTS_MS, purpose)
    const fresh = this.#noise.normal(who, this.#sinceMs, FRESH + purpose)
    return Math.sqrt(LASTING) * lasting + Math.sqrt(1 - LASTING) * fresh
  }
}

/** The steepest slope at the edge of the picture; where the lens has none to tell, everything may be seen. */
function field(lens: Lens, width: Pixels, height: Pixels): number {
  const slope = new Float64Array(2)
  let most = 0
  for (let i = 0; i <= 8; i++) {
    for (const [column, row] of [
      [(i * width) / 8, 0],
      [(i * width) / 8, height],
      [0, (i * height) / 8],
      [width, (i * height) / 8],
    ] as const)
      most = lens.undistort(column, row, slope)
        ? Math.max(most, Math.hypot(slope[0], slope[1]))
        : Number.POSITIVE_INFINITY
  }
  return most
}
