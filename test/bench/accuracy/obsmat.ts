import { readFileSync } from 'node:fs'

/** Where somebody was at an instant. */
export interface Spot {
  readonly atMs: number
  readonly x: number
  readonly y: number
}

/** People's positions on the ground in metres, annotated by hand. */
export interface Walk {
  /** Looks of the annotators, one after the other, with who was where; empty ones too. */
  readonly looks: readonly { readonly atMs: number; readonly people: ReadonlyMap<number, Spot> }[]
  /** The same by person. */
  readonly ways: ReadonlyMap<number, readonly Spot[]>
  /** Who walks together, `pairOf` each. */
  readonly together: ReadonlySet<string>
}

/** The recordings of ETH (Pellegrini et al. 2009) and UCY (Lerner et al. 2007) were annotated 2.5 times a second. */
const EVERY_MS = 400

/** Reads `obsmat.txt` (frame, person, x, z, y, velocities) and `groups.txt` (a line a group). */
export function readWalk(obsmat: string, groups: string): Walk {
  const rows = readFileSync(obsmat, 'utf8').split('\n').filter(Boolean).map(numbers)
  const frames = [...new Set(rows.map(([frame]) => frame!))].sort((a, b) => a - b)
  const step = commonest(frames.slice(1).map((frame, i) => frame - frames[i]!))
  const atMs = (frame: number) => Math.round((EVERY_MS * (frame - frames[0]!)) / step)
  const ways = new Map<number, Spot[]>()
  const byTime = new Map<number, Map<number, Spot>>()
  for (const [frame, person, x, , y] of rows as [number, number, number, number, number][]) {
    const spot = { atMs: atMs(frame), x, y }
    ways.set(person, [...(ways.get(person) ?? []), spot])
    byTime.set(spot.atMs, (byTime.get(spot.atMs) ?? new Map()).set(person, spot))
  }
  // Where nobody is annotated, nobody was there.
  const times = frames.flatMap((frame, i) => {
    const from = i === 0 ? frame : frames[i - 1]! + step
    const between = Array.from({ length: Math.max(0, Math.ceil((frame - from) / step)) }, (_, k) => from + k * step)
    return [...between, frame].map(atMs)
  })
  const looks = times.map(time => ({ atMs: time, people: byTime.get(time) ?? new Map() }))
  return { looks, ways, together: readGroups(groups) }
}

/** Two people, whichever is named first. */
export function pairOf(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}

function readGroups(file: string): Set<string> {
  const pairs = new Set<string>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const group = numbers(line)
    for (const a of group) for (const b of group) if (a !== b) pairs.add(pairOf(a, b))
  }
  return pairs
}

function numbers(line: string): number[] {
  return line.trim().split(/\s+/).filter(Boolean).map(Number)
}

function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}
