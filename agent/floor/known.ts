import type { Metres, Ms } from '../../config/units.ts'
import type { Beginning } from './chance.ts'
import { Encounters } from './encounters.ts'
import type { Person } from './person.ts'
import type { Reviewed } from './review.ts'
import { SPREAD } from './spread.ts'

/** So far back go the steps that say where somebody is heading. */
const RECENT_MS = 700

/** A track of a sensor, and whose it is. */
export class Known implements Beginning, Reviewed {
  readonly id: number
  readonly firstX: Metres
  readonly firstY: Metres
  /** +∞ for a track that turned out not to be whose it was: it begins anew with its next look. */
  firstMs: Ms
  x: Metres
  y: Metres
  atMs: Ms
  recentX: Metres
  recentY: Metres
  recentMs: Ms
  readonly spread = new Float64Array(SPREAD)
  readonly newcomers: number
  person: Person | undefined
  rival: Person | undefined
  rivalMs: Ms
  /** Of its looks before it was somebody's. */
  readonly encounters = new Encounters()
  /** Nobody new is made of it before then. */
  readonly soonestMs: Ms
  /** The update that last held it. */
  update: number

  constructor(id: number, x: Metres, y: Metres, atMs: Ms, newcomers: number, soonestMs: Ms, update: number) {
    this.id = id
    this.firstX = this.recentX = this.x = x
    this.firstY = this.recentY = this.y = y
    this.firstMs = this.recentMs = this.rivalMs = this.atMs = atMs
    this.newcomers = newcomers
    this.soonestMs = soonestMs
    this.update = update
  }

  /** It is seen there. */
  look(x: Metres, y: Metres, spread: Float64Array, atMs: Ms): void {
    this.x = x
    this.y = y
    this.atMs = atMs
    this.spread.set(spread)
  }

  /** Of a track that waits to be somebody, the last steps say more than the first. */
  slide(nowMs: Ms): void {
    if (nowMs - this.recentMs <= RECENT_MS || this.atMs <= this.recentMs) return
    this.recentX = this.x
    this.recentY = this.y
    this.recentMs = this.atMs
  }
}
