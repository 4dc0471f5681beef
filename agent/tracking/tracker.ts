import type { Tracking } from '../../config/tracking.ts'
import type { Ms } from '../../config/units.ts'
import type { Detections } from '../vision/detections.ts'
import { ALONG_X, ALONG_Y, type Along } from './fit.ts'
import { Matcher, type Round } from './match.ts'
import { Population } from './population.ts'
import { room } from './room.ts'
import type { Tracks } from './tracks.ts'

/** A track that does not count yet ends when it is out of sight for longer than this. */
const TENTATIVE_MS = 250
/** A weak detection continues only what was seen a moment ago: later it is as likely to be a shadow. */
const WEAK_MS = 1000
/** Somebody who moved out of their own box between two pictures, as happens at a few frames a second. */
const LEAP_MS = 1500
/** Least overlap with a sure detection, and with a weak one. */
const SURE_OVERLAP = 0.2
const WEAK_OVERLAP = 0.4
/** A detection of which more than this share lies in somebody's box, or the other way round, is part of them. */
const COVERED = 0.7

/**
 * Follows the people of one sensor from update to update: predicts where each should be, gives the detections to them, sure
 * ones first and then weak ones (after ByteTrack, Zhang et al. 2022), ends who was lost and begins who is new. The same
 * updates give the same tracks. Time is that of the pictures: frames that were dropped are time that passed, no more.
 */
export class Tracker {
  /** Updates that were left out because they came no later than the one before. */
  late = 0
  readonly #rule: Tracking
  readonly #rounds: readonly Round[]
  readonly #people = new Population()
  readonly #matcher = new Matcher()
  #taken = new Uint8Array(64)

  constructor(rule: Tracking) {
    const sure = { fromScore: rule.highScore, belowScore: Number.POSITIVE_INFINITY }
    const weak = { fromScore: rule.lowScore, belowScore: rule.highScore }
    this.#rule = rule
    this.#rounds = [
      { ...sure, unseenMs: Number.POSITIVE_INFINITY, overlap: SURE_OVERLAP },
      { ...weak, unseenMs: WEAK_MS, overlap: WEAK_OVERLAP },
      { ...sure, unseenMs: LEAP_MS, overlap: 0 },
    ]
  }

  /**
   * Takes in what was detected at `atMs`. Boxes that are not finite or have no area are left out. An update no later than
   * the one before is counted in `late` and changes nothing; where time leaps back by more than a track may be out of sight
   * the clock was set, so all tracks end and tracking begins anew. The answer is valid until the next call.
   */
  update(detections: Detections, atMs: Ms): Tracks {
    const people = this.#people
    people.endedCount = 0
    if (people.atMs - atMs > this.#lostMs) this.#endAll(atMs)
    else if (!(atMs > people.atMs)) {
      this.late++
      people.unsee()
      return people
    }
    this.#taken = room(this.#taken, detections.count).fill(0, 0, detections.count)
    this.#endUnseen(atMs, this.#lostMs)
    people.predict(atMs)
    for (const round of this.#rounds) this.#give(detections, round)
    this.#endUnseen(atMs, TENTATIVE_MS, 0)
    this.#bear(detections)
    people.draw()
    return people
  }

  /** Ends all tracks: nothing more will come. */
  close(atMs: Ms): Tracks {
    this.#people.endedCount = 0
    this.#endAll(atMs)
    return this.#people
  }

  /** How width goes with x and height with y, as was learned so far: see fit.ts. */
  get along(): Along {
    const { spread } = this.#people.motion.fit
    return { alongX: spread[ALONG_X], alongY: spread[ALONG_Y] }
  }

  get #lostMs(): number {
    return 1000 * this.#rule.lostSeconds
  }

  #give(detections: Detections, round: Round): void {
    const people = this.#people
    const { candidates } = this.#matcher
    this.#matcher.match(people, detections, this.#taken, round)
    for (let i = 0; i < people.count; i++) {
      const c = this.#matcher.candidateOf(i)
      if (c === -1) continue
      this.#matcher.weigh(people, i, detections, candidates.detection[c])
      people.find(i, detections, candidates.detection[c])
      this.#see(i, candidates.detection[c])
    }
  }

  #see(i: number, j: number): void {
    const people = this.#people
    this.#taken[j] = 1
    const ageMs = people.atMs - people.bornAtMs[i]
    if (people.hits[i] >= this.#rule.confirmHits && ageMs >= 1000 * this.#rule.confirmSeconds) people.confirmed[i] = 1
  }

  /** Begins a track for each sure detection that nobody has and that is not part of somebody. */
  #bear(detections: Detections): void {
    const people = this.#people
    const { candidates } = this.#matcher
    const before = people.count
    candidates.gather(detections, this.#taken, this.#rule.highScore, Number.POSITIVE_INFINITY)
    for (let c = 0; c < candidates.count; c++) {
      const j = candidates.detection[c]
      if (this.#covered(detections, j, before)) continue
      this.#see(people.bear(detections, j), j)
    }
  }

  #covered({ box }: Detections, j: number, tracks: number): boolean {
    for (let i = 0; i < tracks; i++) {
      const k = this.#people.detection[i]
      if (k !== -1 && shareOfSmaller(box, 4 * j, 4 * k) > COVERED) return true
    }
    return false
  }

  /** Ends who has not been seen for longer than `limitMs`: all, or only those whose `confirmed` is as given. */
  #endUnseen(atMs: Ms, limitMs: number, confirmed?: 0): void {
    const people = this.#people
    let kept = 0
    for (let i = 0; i < people.count; i++) {
      const lost = atMs - people.seenAtMs[i] > limitMs
      if (lost && (confirmed === undefined || people.confirmed[i] === confirmed)) people.end(i)
      else people.move(i, kept++)
    }
    people.count = kept
  }

  #endAll(atMs: Ms): void {
    for (let i = 0; i < this.#people.count; i++) this.#people.end(i)
    this.#people.count = 0
    this.#people.atMs = atMs
  }
}

/** How much of the smaller of two boxes lies in the other. */
function shareOfSmaller(box: Float32Array, a: number, b: number): number {
  const across = Math.min(box[a] + box[a + 2], box[b] + box[b + 2]) - Math.max(box[a], box[b])
  const down = Math.min(box[a + 1] + box[a + 3], box[b + 1] + box[b + 3]) - Math.max(box[a + 1], box[b + 1])
  if (across <= 0 || down <= 0) return 0
  return (across * down) / Math.min(box[a + 2] * box[a + 3], box[b + 2] * box[b + 3])
}
