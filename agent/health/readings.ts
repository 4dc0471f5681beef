import type { Ms } from '../../config/units.ts'
import type { SensorKind } from './meter.ts'
import type { SensorState } from './pulse.ts'
import type { Shed } from './shed.ts'
import type { ProcessReading } from './vitals.ts'

/** How one sensor and its lane fare. */
export interface SensorReading {
  readonly id: string
  readonly kind: SensorKind
  readonly state: SensorState
  /** Why it is not well, and since when. */
  readonly cause?: string
  readonly sinceSeconds?: number
  /** Since it last delivered something; nothing where it never did. */
  readonly ageSeconds?: number
  readonly perSecond: number
  readonly droppedPerSecond: number
  readonly delivered: number
  readonly dropped: number
  /** Left out to keep to the budget, since the start. */
  readonly thinned: number
  readonly waiting: number
  /** From capture until the stages were done, of the last few hundred items. */
  readonly latencyMs?: { readonly p50: Ms; readonly p99: Ms }
  /** What the stages took, over the last ten seconds. */
  readonly stageMs?: { readonly mean: Ms }
  /** What they took for everything since the start. */
  readonly stageSeconds: number
}

/** How the outbox stands. */
export interface OutboxReading {
  readonly waiting: number
  /** Lost since the database was begun. */
  readonly dropped: number
  /** Since the last was lost; nothing where none was since the start. */
  readonly droppedSeconds?: number
  /** Pages of the database that hold something; nothing where the disk does not answer. */
  readonly usedMegabytes?: number
  readonly oldestSeconds?: number
  /** Acknowledged by the broker since the start, and how many a second of late. */
  readonly published: number
  readonly publishedPerSecond: number
  /** Since the broker last acknowledged anything. */
  readonly acknowledgedSeconds?: number
}

/** How many were told to be in the shop and in its zones. */
export interface FloorReading {
  /** Nothing until it was told. */
  readonly people?: number
  readonly zones: readonly { readonly id: string; readonly count: number }[]
}

/** How the agent fares, at one instant. Nothing in it is of anybody. */
export interface Readings {
  readonly sensors: readonly SensorReading[]
  readonly process: ProcessReading
  readonly outbox?: OutboxReading
  /** Where there is a broker. */
  readonly broker?: { readonly online: boolean }
  readonly floor?: FloorReading
  /** What is left out to save CPU and memory, in the order of shedding. */
  readonly shed: readonly Shed[]
  /** Faces embedded for members since the start. */
  readonly facesEmbedded: number
  /** Whether a time server keeps the clock and ours shows the same; taken to be so where nobody knows. */
  readonly clockSynchronised: boolean
}
