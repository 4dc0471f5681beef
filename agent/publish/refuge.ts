import { Fault, why } from '../../config/fault.ts'
import { type Ailment, ailment } from '../store/ailment.ts'
import type { Store } from '../store/store.ts'
import { type Snapshot, Spare } from './spare.ts'

const CODES = {
  full: 'STORE_FULL',
  corrupt: 'STORE_DAMAGED',
  locked: 'STORE_UNWRITABLE',
  other: 'STORE_UNWRITABLE',
} as const

export interface RefugeOptions {
  /** What would be needed if the database were lost now. */
  readonly snapshot: () => Omit<Snapshot, 'isAhead'>
  /** Hears once of each time that the disk takes nothing. */
  readonly onFault: ((fault: Fault) => void) | undefined
}

/**
 * While the disk takes nothing, events pass through memory; but nothing is told of which it would not be known at the next start that it was:
 * that is noted in the spare, which needs no room.
 */
export class Refuge {
  /** Up to this position it is noted. */
  through = 0
  readonly #file: string
  /** Whether the database is only in memory, because the disk had no room for it. */
  readonly #isAdrift: boolean
  readonly #options: RefugeOptions
  readonly #spare: Spare
  /** Why the disk takes nothing. */
  #ailment: Ailment | undefined
  #turns = -1

  constructor({ file, db }: Store, options: RefugeOptions) {
    this.#file = file
    this.#isAdrift = db.memory && file !== ':memory:'
    this.#options = options
    this.#spare = new Spare(file)
  }

  /** Whether the disk takes nothing. */
  get isOpen(): boolean {
    return this.#ailment !== undefined
  }

  /** Whether that is for want of room. */
  get isFull(): boolean {
    return this.#ailment === 'full'
  }

  /** What the agent of that name noted in an earlier run. */
  found(source: string): Snapshot | undefined {
    return this.#spare.found?.source === source ? this.#spare.found : undefined
  }

  /** The disk took nothing. Answers whether what is in memory may be told. */
  open(thrown: unknown): boolean {
    const what = ailment(thrown)
    if (!this.isOpen) this.#options.onFault?.(new Fault(CODES[what], { file: this.#file, why: why(thrown) }, thrown))
    this.#ailment = what
    return this.note(true)
  }

  /** It takes events again. */
  leave(): void {
    this.#ailment = undefined
  }

  /** The same for visits: only where one began or ended since the last time, which `turns` counts. */
  keepUp(turns: number): void {
    if (turns !== this.#turns) this.note()
    this.#turns = turns
  }

  /** Notes what would be needed if the database were lost now. Answers whether that could be done. */
  note(isAhead = this.#isAdrift || this.isOpen): boolean {
    const snapshot = this.#options.snapshot()
    try {
      this.#spare.write({ ...snapshot, isAhead }, isAhead)
      this.through = snapshot.position
      return true
    } catch {
      return false
    }
  }

  close(): void {
    this.#spare.close()
  }
}
