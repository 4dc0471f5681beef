import type { Ms } from '../../config/units.ts'
import type { Tracks } from '../tracking/tracks.ts'

/** Whoever looms at least this share as large as the foremost stands there too; who is smaller is somewhere behind. */
const BESIDE = 0.5
/** What was seen longer ago says nothing of who stands there now. */
const FRESH_MS: Ms = 1000

interface Seen {
  readonly atMs: Ms
  readonly who: number | 'nobody' | 'several'
}

/** Who stands before a camera where people step up one by one: the track of whoever looms largest in its last picture. */
export class Foremost {
  readonly #seen = new Map<string, Seen>()

  see(camera: string, { count, id, box, detection, confirmed }: Tracks, atMs: Ms): void {
    let [first, second, track] = [0, 0, -1]
    for (let i = 0; i < count; i++) {
      if (detection[i] < 0) continue
      const size = Math.sqrt(box[4 * i + 2] * box[4 * i + 3])
      if (size > first) {
        second = first
        first = size
        track = confirmed[i] === 1 ? id[i] : -1
      } else second = Math.max(second, size)
    }
    this.#seen.set(camera, { atMs, who: track < 0 ? 'nobody' : second >= BESIDE * first ? 'several' : track })
  }

  who(camera: string, nowMs: Ms): Seen['who'] {
    const seen = this.#seen.get(camera)
    return seen && Math.abs(nowMs - seen.atMs) <= FRESH_MS ? seen.who : 'nobody'
  }
}
