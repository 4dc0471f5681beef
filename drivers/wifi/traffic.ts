/** What was heard this long ago counts half. */
const HALF_LIFE_MS = 60_000

/** How busy each channel is: frames a second of the time that was spent on it, the latest minutes counting most. */
export class Traffic {
  readonly #frames: Float64Array
  readonly #ms: Float64Array

  constructor(channels: number) {
    this.#frames = new Float64Array(channels)
    this.#ms = new Float64Array(channels)
  }

  /** So many frames were heard on a channel. */
  heard(channel: number, frames: number): void {
    this.#frames[channel] += frames
  }

  /** So much time was spent on this channel, which is over now. */
  listened(channel: number, ms: number): void {
    const kept = 0.5 ** (ms / HALF_LIFE_MS)
    for (let i = 0; i < this.#ms.length; i++) {
      this.#frames[i] *= kept
      this.#ms[i] *= kept
    }
    this.#ms[channel] += ms
  }

  /** Frames a second on each channel. Of one on which no time was spent yet, as many as on the busiest: it may be that. */
  rates(): number[] {
    const rates = Array.from(this.#frames, (frames, i) => (this.#ms[i] > 0 ? (1000 * frames) / this.#ms[i] : 0))
    const most = Math.max(0, ...rates)
    return rates.map((rate, i) => (this.#ms[i] > 0 ? rate : most))
  }
}
