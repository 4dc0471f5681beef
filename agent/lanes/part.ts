import type { Ms } from '../../config/units.ts'
import type { CodeFact } from '../codes/fact.ts'
import type { Floor } from '../floor/floor.ts'
import type { Beside } from '../publish/beside.ts'

/** Time runs this far behind the clock on the wall, so that a picture still being looked at is not overtaken by its own absence. */
export const LAG_MS = 500

/** What the lanes need of the floor. */
export type FloorStage = Pick<Floor, 'place' | 'dark' | 'light' | 'people'>

/** What this machine has to do with the others of its store. */
export interface Part {
  readonly floor: FloorStage
  /** The other machines whose silence leaves counts not whole. */
  readonly names: readonly string[]
  /** Time runs this far behind the clock on the wall. */
  readonly lagMs: number
  /** `keep` returns when all that was told is on the disk. @throws Fault STORE_LOCKED, STORE_FOREIGN, STORE_UNWRITABLE */
  open(beside: Beside, source: string, keep: () => void): void
  close(): Promise<void>
  /** A code was read at a scanner of this machine. */
  scan(fact: CodeFact): void
  /** Does something when the floor has come to that instant; at once where it is there already. */
  at(atMs: Ms, act: () => void): void
  /** Time passes. */
  tick(atMs: Ms): void
  /** Nothing more will be seen: what waits still goes over the floor, which is closed next. */
  end(): void
  /** Asks to hear when another machine falls silent, and when it speaks again. */
  watch(mark: (node: string, isSilent: boolean, atMs: Ms) => void): void
}
