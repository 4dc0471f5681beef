import { munkres } from 'munkres'
import type { Seen } from './crowd.ts'

type Matrix = number[][]
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map(row => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)))
const plus = (a: Matrix, b: Matrix, sign = 1): Matrix => a.map((row, i) => row.map((v, j) => v + sign * b[i]![j]!))
const turned = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map(row => row[j]!))
const diagonal = (...values: number[]): Matrix => values.map((v, i) => values.map((_, j) => (i === j ? v : 0)))

function inverse(matrix: Matrix): Matrix {
  const size = matrix.length
  const rows = matrix.map((row, i) => [...row, ...diagonal(...row.map(() => 1))[i]!])
  for (let i = 0; i < size; i++) {
    const pivot = rows[i]![i]!
    rows[i] = rows[i]!.map(v => v / pivot)
    for (let j = 0; j < size; j++) {
      const factor = rows[j]![i]!
      if (j !== i) rows[j] = rows[j]!.map((v, k) => v - factor * rows[i]![k]!)
    }
  }
  return rows.map(row => row.slice(size))
}

/** x, y, area, ratio of the sides, and how the first three change in a frame: SORT's state (Bewley et al. 2016). */
const F = [0, 1, 2, 3, 4, 5, 6].map(i => [0, 1, 2, 3, 4, 5, 6].map(j => (i === j || j === i + 4 ? 1 : 0)))
const H = F.slice(0, 4).map((_, i) => [0, 1, 2, 3, 4, 5, 6].map(j => (i === j ? 1 : 0)))
const Q = diagonal(1, 1, 1, 1, 0.01, 0.01, 0.0001)
const R = diagonal(1, 1, 10, 10)
const MAX_AGE = 30
const HIGH = 0.6
const LOW = 0.1

interface Track {
  id: number
  x: Matrix
  p: Matrix
  unseen: number
}

/**
 * A textbook tracker, counted in frames: SORT's filter in matrices, ByteTrack's two rounds, one Hungarian over everybody. The plain
 * way, to measure ours against; not a port of either.
 */
export class Plain {
  #tracks: Track[] = []
  #lastId = 0

  /** Which track each box belongs to; 0 where none. */
  update(boxes: readonly Seen[]): number[] {
    for (const track of this.#tracks) {
      track.x = times(F, track.x)
      track.p = plus(times(times(F, track.p), turned(F)), Q)
      track.unseen++
    }
    const given = boxes.map(() => 0)
    const weak = (from: number, below: number) =>
      [...boxes.keys()].filter(j => given[j] === 0 && boxes[j]!.score >= from && boxes[j]!.score < below)
    this.#match(this.#tracks, weak(HIGH, 2), boxes, given, 0.2)
    this.#match(
      this.#tracks.filter(({ unseen }) => unseen === 1),
      weak(LOW, HIGH),
      boxes,
      given,
      0.5,
    )
    this.#tracks = this.#tracks.filter(({ unseen }) => unseen <= MAX_AGE)
    for (const j of weak(HIGH, 2)) {
      const id = ++this.#lastId
      const x = [...measured(boxes[j]!), [0], [0], [0]]
      this.#tracks.push({ id, x, p: diagonal(10, 10, 10, 10, 1e4, 1e4, 1e4), unseen: 0 })
      given[j] = id
    }
    return given
  }

  #match(tracks: Track[], candidates: number[], boxes: readonly Seen[], given: number[], least: number): void {
    const free = tracks.filter(({ unseen }) => unseen > 0)
    if (free.length === 0 || candidates.length === 0) return
    const gain = free.map(track => candidates.map(j => iou(track.x, boxes[j]!)))
    for (const [a, b] of munkres(gain.map(row => row.map(value => -value)))) {
      if (gain[a]![b]! < least) continue
      const track = free[a]!
      correct(track, measured(boxes[candidates[b]!]!))
      track.unseen = 0
      given[candidates[b]!] = track.id
    }
  }
}

function measured({ x, y, width, height }: Seen): Matrix {
  return [[x + width / 2], [y + height / 2], [width * height], [width / height]]
}

function correct(track: Track, z: Matrix): void {
  const cross = times(track.p, turned(H))
  const k = times(cross, inverse(plus(times(H, cross), R)))
  track.x = plus(track.x, times(k, plus(z, times(H, track.x), -1)))
  track.p = plus(track.p, times(times(k, H), track.p), -1)
}

function iou(state: Matrix, box: Seen): number {
  const [x, y, area, ratio] = state.map(([value]) => value!) as [number, number, number, number]
  const width = Math.sqrt(Math.max(1, area * ratio))
  const height = Math.max(1, area) / width
  const across = Math.min(x + width / 2, box.x + box.width) - Math.max(x - width / 2, box.x)
  const down = Math.min(y + height / 2, box.y + box.height) - Math.max(y - height / 2, box.y)
  if (across <= 0 || down <= 0) return 0
  return (across * down) / (width * height + box.width * box.height - across * down)
}
