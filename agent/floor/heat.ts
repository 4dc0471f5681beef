import type { Floor } from '../../config/floor.ts'
import type { Metres, Ms } from '../../config/units.ts'
import { Area } from './area.ts'
import type { PersonId } from './fact.ts'
import { type HeatDay, type Squares, shown, withheld } from './squares.ts'

/** Unseen for longer than this, where somebody was is not known: it counts for no square. */
const GAP_MS = 2000
/** On the plan, but in no square of the shop. */
const NOWHERE = -1

/** All that was summed up, and of which squares. */
type Sums = Omit<HeatDay, 'version' | 'day' | 'source' | 'simulated'>

/** What one person has left so far. */
interface Stay {
  square: number
  atMs: Ms
  /** In the square where they are, not yet in the ledger. */
  seconds: number
  /** Seconds by square. */
  readonly ledger: Map<number, number>
}

/**
 * How long people were where: seconds in every square of the plan's privacy grid, summed up over the whole run. Somebody counts
 * when they are gone, once in each square; between two looks half of the time belongs to either square.
 */
export class Heat implements Squares {
  readonly gridMetres: Metres
  readonly columns: number
  readonly rows: number
  readonly x: Metres
  readonly y: Metres
  readonly #seconds: Float32Array
  readonly #visits: Uint32Array
  readonly #inside: Uint8Array
  /** While it rests nobody leaves anything in it. */
  rests = false
  #count = 0
  readonly #stays = new Map<PersonId, Stay>()
  readonly #spare: Map<number, number>[] = []

  constructor({ outline, gridMetres }: Pick<Floor, 'outline' | 'gridMetres'>) {
    const area = new Area(outline)
    const first = (least: Metres) => Math.floor(least / gridMetres)
    this.gridMetres = gridMetres
    this.x = first(area.minX) * gridMetres
    this.y = first(area.minY) * gridMetres
    this.columns = Math.max(1, Math.ceil(area.maxX / gridMetres) - first(area.minX))
    this.rows = Math.max(1, Math.ceil(area.maxY / gridMetres) - first(area.minY))
    this.#seconds = new Float32Array(this.columns * this.rows)
    this.#visits = new Uint32Array(this.columns * this.rows)
    this.#inside = Uint8Array.from(this.#seconds, (_, i) => {
      const [column, row] = [i % this.columns, Math.floor(i / this.columns)]
      return area.contains(this.x + (column + 0.5) * gridMetres, this.y + (row + 0.5) * gridMetres) ? 1 : 0
    })
  }

  /** Somebody was seen there. A look that is older than the last one counts as of the last one. */
  see(person: PersonId, x: Metres, y: Metres, atMs: Ms): void {
    if (this.rests) return
    const square = this.#squareOf(x, y)
    const stay = this.#stays.get(person)
    if (!stay) {
      this.#stays.set(person, { square, atMs, seconds: 0, ledger: this.#spare.pop() ?? new Map() })
      return
    }
    const passedMs = atMs - stay.atMs
    if (!(passedMs > 0)) return
    stay.atMs = atMs
    const seconds = passedMs > GAP_MS ? 0 : passedMs / 1000
    if (square === stay.square) {
      stay.seconds += seconds
      return
    }
    stay.seconds += seconds / 2
    enter(stay)
    stay.square = square
    stay.seconds = seconds / 2
  }

  /** Two turned out to be one: what the one left is the other's. */
  merge(from: PersonId, into: PersonId): void {
    const [gone, kept] = [this.#stays.get(from), this.#stays.get(into)]
    if (!gone) return
    this.#stays.delete(from)
    if (!kept) {
      this.#stays.set(into, gone)
      return
    }
    enter(gone)
    for (const [square, seconds] of gone.ledger) kept.ledger.set(square, (kept.ledger.get(square) ?? 0) + seconds)
    if (gone.atMs > kept.atMs) {
      enter(kept)
      kept.square = gone.square
      kept.atMs = gone.atMs
      kept.seconds = 0
    }
    this.#release(gone)
  }

  /** Somebody is gone, and counts. */
  end(person: PersonId): void {
    const stay = this.#stays.get(person)
    if (!stay) return
    enter(stay)
    for (const [square, seconds] of stay.ledger) {
      this.#seconds[square] += seconds
      this.#visits[square]++
    }
    this.#count++
    this.#stays.delete(person)
    this.#release(stay)
  }

  /** Somebody leaves nothing in the map, as they work here. */
  forget(person: PersonId): void {
    const stay = this.#stays.get(person)
    if (!stay) return
    this.#stays.delete(person)
    this.#release(stay)
  }

  seconds(k: number): Float32Array {
    return shown(this.#seconds, this.#visits, k)
  }

  withheld(k: number): number {
    return withheld(this.#visits, k)
  }

  /** How many have been counted since it was begun. */
  get count(): number {
    return this.#count
  }

  /** All that was summed up, and of which squares, to be kept; in tenths of seconds. */
  get sums(): Sums {
    const { gridMetres, x, y, columns, rows } = this
    const seconds = Array.from(this.#seconds, one => Math.round(10 * one) / 10)
    return { gridMetres, x, y, columns, rows, seconds, visitors: [...this.#visits] }
  }

  /** Adds what was kept before; false, and nothing is added, where it is of other squares. */
  add(kept: Sums): boolean {
    const isSame = (['gridMetres', 'x', 'y', 'columns', 'rows'] as const).every(key => kept[key] === this[key])
    if (!isSame) return false
    kept.seconds.forEach((seconds, square) => {
      this.#seconds[square] += seconds
      this.#visits[square] += kept.visitors[square]
    })
    return true
  }

  /** Begins again, from none; whoever is there goes on. */
  clear(): void {
    this.#seconds.fill(0)
    this.#visits.fill(0)
  }

  #squareOf(x: Metres, y: Metres): number {
    const column = Math.floor((x - this.x) / this.gridMetres)
    const row = Math.floor((y - this.y) / this.gridMetres)
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return NOWHERE
    const square = row * this.columns + column
    return this.#inside[square] === 1 ? square : NOWHERE
  }

  /** Its ledger serves the next who comes. */
  #release({ ledger }: Stay): void {
    ledger.clear()
    this.#spare.push(ledger)
  }
}

/** Puts into the ledger what is not yet in it. */
function enter(stay: Stay): void {
  const { square, seconds, ledger } = stay
  if (square !== NOWHERE && seconds > 0) ledger.set(square, (ledger.get(square) ?? 0) + seconds)
  stay.seconds = 0
}
