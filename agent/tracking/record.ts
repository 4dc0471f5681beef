import type { Detections } from '../vision/detections.ts'
import type { Witness } from './backwards.ts'
import type { Along } from './fit.ts'
import { Front } from './front.ts'
import { hindsight } from './hindsight.ts'
import { fading, steady } from './kalman.ts'
import { link } from './link.ts'
import { doubt, LIMBS, LIMBS_SECONDS, MEASURED, MEASURED_SIDE, RESTLESS, SWING, WALK } from './noise.ts'
import { cut, type Piece, type Row } from './piece.ts'
import type { Tracks } from './tracks.ts'

export interface RecordOptions {
  /** Gaps up to this long, in which a track was not detected, are filled, and longer ones where others hide it; 0 fills none. */
  readonly fillSeconds?: number
  /** Whether tracks are taken apart where their tracker was in doubt, and linked in hindsight; as they were told otherwise. */
  readonly linked?: boolean
}

/** What is known of a recording once it is over, for linking. */
export interface Recalled extends Along {
  /** Who each detection was to a tracker that saw the recording backwards. */
  readonly witness: Witness
}

interface Seen extends Row {
  /** Index into the detections of its frame. */
  readonly detection: number
}

/** Longer gaps are guesses: somebody may have left and come back. */
export const FILL_SECONDS = 1
/** Whoever was hidden by somebody was there for all that: gaps up to this long are filled for as long as that lasts. */
export const HIDDEN_SECONDS = 2

/**
 * What a tracker said over a recording, as MOT text. Only tracks that were confirmed in the end are written, then from their
 * first detection on; where a track was coasting nothing is, unless the gap is short or somebody stood in front. A record knows the
 * future of each frame: boxes are smoothed by what was seen before and after, and who was lost and found as somebody else, or mixed up
 * with somebody, is put right where the whole walk tells (link.ts). What a live consumer sees at the time is `Tracks` itself, whose
 * boxes and numbers know the past only.
 */
export class Record {
  readonly #fillMs: number
  readonly #linked: boolean
  readonly #rows = new Map<number, Seen[]>()
  readonly #confirmed = new Set<number>()
  #recalled: Recalled = { alongX: 0, alongY: 0, witness: () => undefined }

  constructor({ fillSeconds = FILL_SECONDS, linked = true }: RecordOptions = {}) {
    this.#fillMs = 1000 * fillSeconds
    this.#linked = linked
  }

  /** Takes in the tracks after an update with `detections`. `frame` counts from 1 and rises. */
  add(tracks: Tracks, detections: Detections, frame: number): void {
    for (let i = 0; i < tracks.count; i++) {
      if (tracks.detection[i] < 0) continue
      const id = tracks.id[i]
      const [x, y, width, height] = detections.box.subarray(
        4 * tracks.detection[i],
        4 * tracks.detection[i] + 4,
      ) as unknown as Row['box']
      const [score, trust] = [tracks.score[i], tracks.trust[i]]
      const row: Seen = {
        frame,
        atMs: tracks.atMs,
        box: [x, y, width, height],
        score,
        trust,
        there: id,
        detection: tracks.detection[i],
      }
      const rows = this.#rows.get(id)
      if (rows) rows.push(row)
      else this.#rows.set(id, [row])
      if (tracks.confirmed[i] === 1) this.#confirmed.add(id)
    }
    for (let i = 0; i < tracks.endedCount; i++) {
      const id = tracks.ended[i]
      if (!this.#confirmed.has(id)) this.#rows.delete(id)
    }
  }

  /** Takes in what only the whole recording tells. */
  recall(recalled: Recalled): void {
    this.#recalled = recalled
  }

  /** Everybody so far: confirmed tracks by their ids; where they are linked, numbered anew from 1 by who came first. */
  walks(): Map<number, Piece> {
    const tracks = [...this.#confirmed].map(id => [id, this.#rows.get(id)!] as const)
    if (!this.#linked) return new Map(tracks)
    const { witness } = this.#recalled
    const looked = (row: Seen): Row => ({ ...row, back: witness(row.frame, row.detection) })
    const chains = link(
      tracks.flatMap(([, rows]) => [...cut(rows.map(looked))]),
      this.#recalled,
    )
    return new Map(chains.map((chain, i) => [i + 1, chain.flat()]))
  }

  /** `frame,id,x,y,width,height,score,-1,-1,-1`, by frame, then by id. Filled rows have score 0. */
  lines(walks = this.walks()): string[] {
    const written: { frame: number; id: number; line: string }[] = []
    const front = new Front(walks.values())
    for (const [id, walk] of walks)
      for (const row of this.#whole(walk, front)) written.push({ frame: row.frame, id, line: line(id, row) })
    return written.sort((a, b) => a.frame - b.frame || a.id - b.id).map(row => row.line)
  }

  /** Somebody's walk with its short gaps, and with what of longer ones they were hidden in. */
  #whole(walk: Piece, front: Front): Row[] {
    if (this.#fillMs === 0) return smoothed(walk)
    const certain = new Set([...filled(walk, this.#fillMs)].map(({ frame }) => frame))
    const all = smoothed([...filled(walk, Math.max(1000 * HIDDEN_SECONDS, this.#fillMs))])
    return all.filter(row => certain.has(row.frame) || front.hides(row))
  }
}

function line(id: number, { frame, box, score }: Row): string {
  return [frame, id, ...box.map(value => value.toFixed(2)), score.toFixed(3), -1, -1, -1].join(',')
}

function* filled(rows: readonly Row[], fillMs: number): Generator<Row> {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    yield row
    const next = rows[i + 1]
    if (!next || next.atMs - row.atMs > fillMs) continue
    for (let frame = row.frame + 1; frame < next.frame; frame++) yield between(row, next, frame)
  }
}

/** A moment that was missed. The box is none yet: `smoothed` has the word. */
function between(a: Row, b: Row, frame: number): Row {
  const share = (frame - a.frame) / (b.frame - a.frame)
  return { frame, atMs: a.atMs + share * (b.atMs - a.atMs), box: a.box, score: 0, trust: 1 }
}

/** The same rows with boxes as they must have been, by what was seen before and after. */
function smoothed(rows: readonly Row[]): Row[] {
  const seen = rows.filter(({ score }) => score > 0)
  const area = seen.reduce((sum, { box }) => sum + box[2] * box[3], 0) / seen.length
  const course = (sigma: number, value: (box: Row['box']) => number) => ({
    seconds: rows.map(({ atMs }) => (atMs - rows[0]!.atMs) / 1000),
    measured: rows.map(({ box, score }) => (score > 0 ? value(box) : undefined)),
    variance: rows.map(({ score }) => sigma * sigma * area * doubt(score)),
  })
  const centre = (value: (box: Row['box']) => number) =>
    hindsight(course(MEASURED, value), WALK * WALK * area, RESTLESS * RESTLESS * area, steady)
  const side = (value: (box: Row['box']) => number) =>
    hindsight(course(MEASURED_SIDE, value), SWING * SWING * area, LIMBS * LIMBS * area, dt => fading(dt, LIMBS_SECONDS))
  const x = centre(box => box[0] + box[2] / 2)
  const y = centre(box => box[1] + box[3] / 2)
  const width = side(box => box[2])
  const height = side(box => box[3])
  return rows.map((row, i) => ({
    ...row,
    box: [x[i]! - width[i]! / 2, y[i]! - height[i]! / 2, width[i]!, height[i]!],
  }))
}
