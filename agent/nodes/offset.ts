import type { Clock } from './batch.ts'

/** Off for as long as it is further off than the limit, and until it is clearly nearer. */
const CLEARLY = 0.8

/**
 * By how much another machine's clock is ahead of ours, as it is reckoned with. What was reckoned with so far stands for as long
 * as what is measured allows it, so that times do not tremble with each round trip.
 */
export class Offset {
  aheadMs = 0
  /** Whether it is too far off to be believed. */
  isOff = false
  readonly #limitMs: number

  constructor(limitMs: number) {
    this.#limitMs = limitMs
  }

  /** Takes what a batch says, and by how much it was made after it came: its clock is ahead by no less, measured or not. */
  hear(measured: Clock | undefined, afterMs: number): void {
    if (measured) {
      const { aheadMs, errorMs } = measured
      this.aheadMs = Math.min(aheadMs + errorMs, Math.max(aheadMs - errorMs, this.aheadMs))
    }
    this.aheadMs = Math.max(this.aheadMs, afterMs)
    const off = Math.abs(this.aheadMs)
    this.isOff = off > (this.isOff ? CLEARLY * this.#limitMs : this.#limitMs)
  }
}
