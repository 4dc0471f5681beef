import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FloorFact } from '../../../agent/floor/fact.ts'
import { Floor } from '../../../agent/floor/floor.ts'
import { Tracker } from '../../../agent/tracking/tracker.ts'
import { Detections } from '../../../agent/vision/detections.ts'
import { Depth } from '../../../config/depth.ts'
import { Floor as Plan } from '../../../config/floor.ts'
import type { Polygon } from '../../../config/shapes.ts'
import { Journey, Tracking } from '../../../config/tracking.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { type Said, summary, table } from '../reliability.ts'
import type { Row } from '../row.ts'
import { pairOf, readWalk, type Spot, type Walk } from './obsmat.ts'

/**
 * What the annotated positions go through before a tracker sees them, and how they are told to it. Where that is not what a shop
 * would have, it is because a street of positions is none:
 * - Positions have no boxes, by whose size the tracker judges how far somebody may move and how far a measurement is off (5 % of it,
 *   three times that at a score of 0). A metre is the room that a walker takes, and at a score of 0.1 the noise on it is 15 cm.
 * - So low a score is let through by both thresholds; it says how sure the place is and not how sure it is that there is somebody.
 * - At 2.5 looks a second, of which one in five is missing, half a second would be three looks: two in 0.3 s must do.
 * - `joinSeconds` is 0: the one sensor sees the whole street, and people come and go at doors in its midst that no entrance
 *   tells of, so whoever is lost there has left.
 */
const DROPPED = 0.2
const NOISE = 0.1
const BOX = 1
const SCORE = 0.1
/** Confidence is asked where detections are sure that there is somebody: it believes a score, and whoever is told as a shadow is hardly one person. */
export const SURE = 0.9
/** Somebody is whom their trail follows within this. */
const SAME = 0.7
const ZONES = 8
const GRACE = 2
export const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

/** What the stages make of a recording, against what is annotated. */
export interface Measured {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Of each person in each zone, told less true, seconds; a stay that was not told, or was made up, counts whole. */
  readonly dwellErrors: readonly number[]
  /** Of those that were both told and true: whether the truth lies within the uncertainty told. */
  readonly isWithin: readonly boolean[]
  /** Of each person on the floor: the confidence told, and whether they were one annotated person all the time. */
  readonly sure: readonly Said[]
  /** How many walked, and how many the floor took them for. */
  readonly people: number
  readonly persons: number
}

/** Runs the real stages, tracker and floor, over a walk with noise of this seed. */
export function replay(walk: Walk, seed: number, score = SCORE): Measured {
  const random = new Random(seed, 'trajectories')
  const zones = zonesOf(walk, new Random(1, 'zones'))
  const tracker = new Tracker(
    Tracking.parse({
      highScore: Math.min(score, 0.6),
      lowScore: Math.min(score, 0.3),
      confirmHits: 2,
      confirmSeconds: 0.3,
    }),
  )
  const floor = new Floor(shop(walk, zones))
  const detections = new Detections()
  const facts: FloorFact[] = []
  const keep = (more: readonly { kind: string }[]) => {
    for (const fact of more) if (fact.kind !== 'queue') facts.push(fact as FloorFact)
  }
  for (const { atMs, people } of walk.looks) {
    detections.clear()
    for (const { x, y } of people.values()) {
      if (random.chance(DROPPED)) continue
      const [noisyX, noisyY] = [x + NOISE * random.normal(), y + NOISE * random.normal()]
      detections.push(noisyX - BOX / 2, noisyY - BOX / 2, BOX, BOX, score)
    }
    keep(floor.place('ceiling', tracker.update(detections, atMs)))
  }
  keep(floor.close(walk.looks.at(-1)!.atMs))
  const votes = new Map<Gone, Votes>()
  for (const fact of facts) if (fact.kind === 'gone') votes.set(fact, votesOf(walk, fact.trail))
  const who = identify(votes)
  return {
    ...compare(pairs(facts, who), walk.together),
    ...dwells(walk, zones, facts, who),
    sure: sureness(votes),
    people: walk.ways.size,
    persons: votes.size,
  }
}

/** A street that one sensor sees whole, where people come and go at every edge and at doors in its midst: nobody is lost in it. */
function shop(walk: Walk, zones: readonly Polygon[]) {
  const all = [...walk.ways.values()].flat()
  const xs = all.map(({ x }) => x)
  const ys = all.map(({ y }) => y)
  return {
    floor: Plan.parse({
      outline: box(Math.min(...xs) + 1, Math.min(...ys) + 1, Math.max(...xs) - 1, Math.max(...ys) - 1),
      zones: zones.map((outline, i) => ({ id: `zone-${i}`, outline, graceSeconds: GRACE })),
    }),
    cameras: [],
    depth: [
      Depth.parse({
        id: 'ceiling',
        feed: { driver: 'simulated' },
        intrinsics: { width: 640, height: 400, fx: 400, fy: 400, cx: 320, cy: 200 },
        pose: { position: [0, 0], heightMetres: 3 },
      }),
    ],
    journey: Journey.parse({ joinSeconds: 0 }),
  }
}

/** Rectangles of 2 … 5 m a side around spots where somebody walked, drawn by chance. */
function zonesOf(walk: Walk, random: Random): Polygon[] {
  const all = [...walk.ways.values()].flat()
  return Array.from({ length: ZONES }, () => {
    const { x, y } = random.pick(all)
    const [wide, deep] = [random.between(1, 2.5), random.between(1, 2.5)]
    return box(x - wide, y - deep, x + wide, y + deep)
  })
}

function box(x0: number, y0: number, x1: number, y1: number): Polygon {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ]
}

type Gone = Extract<FloorFact, { kind: 'gone' }>
/** At how many looks each annotated person was the nearest to a trail, most first. */
type Votes = readonly [person: number, looks: number][]

/** Which annotated person each person on the floor is: whoever was nearest to their trail at most looks. */
function identify(votes: ReadonlyMap<Gone, Votes>): Map<number, number> {
  const who = new Map<number, number>()
  for (const [{ person }, [most]] of votes) if (most) who.set(person, most[0])
  return who
}

function votesOf(walk: Walk, trail: Float64Array): Votes {
  const votes = new Map<number, number>()
  const where = following(trail)
  for (const { atMs, people } of walk.looks) {
    if (atMs > trail.at(-1)!) break
    const at = atMs < trail[2]! ? undefined : where(atMs)
    if (!at) continue
    let [best, closest] = [0, SAME]
    for (const [id, { x, y }] of people) {
      const away = Math.hypot(x - at[0], y - at[1])
      if (away < closest) [best, closest] = [id, away]
    }
    if (best > 0) votes.set(best, (votes.get(best) ?? 0) + 1)
  }
  return [...votes].sort((a, b) => b[1] - a[1])
}

/** A trail now and then comes nearest to a companion; who is somebody else for a fifth of it is not one person. */
function sureness(votes: ReadonlyMap<Gone, Votes>): Measured['sure'] {
  return [...votes].flatMap(([{ quality }, some]) => {
    const all = some.reduce((sum, [, looks]) => sum + looks, 0)
    return all > 0 ? [{ told: quality.confidence, found: some[0]![1] >= 0.8 * all }] : []
  })
}

/** Where the trail is at an instant, none of which is before the one that was asked for last. */
function following(trail: Float64Array): (atMs: number) => [number, number] | undefined {
  let i = 3
  return atMs => {
    if (trail.length === 3 && trail[2] === atMs) return [trail[0]!, trail[1]!]
    while (i < trail.length && atMs > trail[i + 2]!) i += 3
    if (i >= trail.length || atMs < trail[i - 1]!) return undefined
    const share = (atMs - trail[i - 1]!) / (trail[i + 2]! - trail[i - 1]!)
    return [
      trail[i - 3]! + share * (trail[i]! - trail[i - 3]!),
      trail[i - 2]! + share * (trail[i + 1]! - trail[i - 2]!),
    ]
  }
}

function pairs(facts: readonly FloorFact[], who: ReadonlyMap<number, number>): Set<string> {
  const found = new Set<string>()
  for (const fact of facts)
    if (fact.kind === 'gone')
      for (const other of fact.companions) {
        const [a, b] = [who.get(fact.person), who.get(other)]
        if (a !== undefined && b !== undefined && a !== b) found.add(pairOf(a, b))
      }
  return found
}

function compare(found: ReadonlySet<string>, truth: ReadonlySet<string>) {
  const right = [...found].filter(pair => truth.has(pair)).length
  return {
    precision: right / found.size,
    recall: right / truth.size,
    f1: (2 * right) / (found.size + truth.size),
  }
}

function dwells(
  walk: Walk,
  zones: readonly Polygon[],
  facts: readonly FloorFact[],
  who: ReadonlyMap<number, number>,
): Pick<Measured, 'dwellErrors' | 'isWithin'> {
  const told = new Map<string, number>()
  const vague = new Map<string, number>()
  for (const fact of facts) {
    if (fact.kind !== 'zone-left') continue
    const key = `${who.get(fact.person) ?? `nobody ${fact.person}`} ${fact.zone}`
    told.set(key, (told.get(key) ?? 0) + (fact.atMs - fact.sinceMs) / 1000)
    vague.set(key, (vague.get(key) ?? 0) + fact.uncertaintyMs / 1000)
  }
  const errors: number[] = []
  const isWithin: boolean[] = []
  for (const [person, way] of walk.ways)
    for (const [i, outline] of zones.entries()) {
      const key = `${person} zone-${i}`
      const seconds = trueDwell(way, outline)
      if (seconds > 0 && told.has(key)) isWithin.push(Math.abs(told.get(key)! - seconds) <= vague.get(key)!)
      if (seconds > 0 || told.has(key)) errors.push((told.get(key) ?? 0) - seconds)
      told.delete(key)
    }
  return { dwellErrors: [...errors, ...told.values()], isWithin }
}

/** Seconds in a zone by the full truth, walked straight from one annotation to the next; absences up to the grace are in them. */
function trueDwell(way: readonly Spot[], outline: Polygon): number {
  const [x0, y0] = outline[0]!
  const [x1, y1] = outline[2]!
  const isIn = (x: number, y: number) => x >= x0 && x <= x1 && y >= y0 && y <= y1
  let seconds = 0
  let lastMs: number | undefined
  for (let i = 1; i < way.length; i++) {
    const [a, b] = [way[i - 1]!, way[i]!]
    for (let atMs = a.atMs; atMs < b.atMs; atMs += 20) {
      const share = (atMs - a.atMs) / (b.atMs - a.atMs)
      if (!isIn(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))) continue
      if (lastMs !== undefined && atMs - lastMs <= 1000 * GRACE) seconds += (atMs - lastMs) / 1000
      lastMs = atMs
    }
  }
  return seconds
}

/** Rows of one recording: means over several seeds of the noise. */
export function rowsOf(title: string, walk: Walk): Row[] {
  const all = SEEDS.map(seed => replay(walk, seed))
  const f1s = all.map(({ f1 }) => f1)
  const errors = all.flatMap(({ dwellErrors }) => dwellErrors.map(Math.abs))
  const sure = SEEDS.flatMap(seed => replay(walk, seed, SURE).sure)
  const { told, found, brier, base } = summary(sure)
  const noise = `${100 * DROPPED} % dropped, ${100 * NOISE} cm, ${SEEDS.length} seeds`
  return [
    {
      name: `${title}: groups, F1 of pairs`,
      value: mean(f1s),
      unit: '',
      note: `${noise}: ${f1s.map(f1 => f1.toFixed(3)).join(' ')}; precision ${mean(all.map(one => one.precision)).toFixed(3)}, recall ${mean(all.map(one => one.recall)).toFixed(3)}; aim ≥ 0.8`,
    },
    {
      name: `${title}: dwell, mean absolute error`,
      value: mean(errors),
      unit: 's',
      note: `${ZONES} zones by chance, ${errors.length} stays, p90 ${errors.sort((a, b) => a - b)[Math.floor(0.9 * errors.length)]!.toFixed(2)} s; aim ≤ 1 s`,
    },
    {
      name: `${title}: dwells within the uncertainty told`,
      value: 100 * mean(all.flatMap(one => one.isWithin.map(Number))),
      unit: '%',
    },
    {
      name: `${title}: persons on the floor who were one person`,
      value: 100 * found,
      unit: '%',
      note: `detections at a score of ${SURE}; told ${(100 * told).toFixed(1)} %; by confidence told: ${table(sure)}; Brier ${brier.toFixed(3)}, ${base.toFixed(3)} whoever only knows how many are`,
    },
    {
      name: `${title}: persons on the floor for ${walk.ways.size} people`,
      value: mean(all.map(one => one.persons)),
      unit: '',
    },
  ]
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Groups and dwell on recorded trajectories. */
export async function bench(): Promise<Row[]> {
  const data = process.env.AISLE_DATA
  if (!data) return [{ name: 'trajectories', value: Number.NaN, unit: '', note: 'needs AISLE_DATA' }]
  return ['eth', 'zara01'].flatMap(name => {
    const folder = join(data, 'trajectories', name)
    return rowsOf(name, readWalk(join(folder, 'obsmat.txt'), join(folder, 'groups.txt')))
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const files = process.argv.slice(2)
  const missing = files.filter(file => !existsSync(file))
  if ((files.length !== 0 && files.length !== 2) || missing.length > 0) {
    const why = missing.length > 0 ? `There is no file ${missing.join(' and no file ')}.\n` : ''
    process.stderr.write(`${why}Usage: npx tsx test/bench/accuracy/trajectories.ts [OBSMAT GROUPS]
  OBSMAT  lines of frame, person, x, z, y and velocities in metres, as obsmat.txt of ETH and UCY
  GROUPS  lines of the persons of one group each, as groups.txt
Without files: the recordings in the folder that AISLE_DATA names.\n`)
    process.exit(2)
  }
  const [obsmat, groups] = files
  const rows = obsmat && groups ? rowsOf(obsmat, readWalk(obsmat, groups)) : await bench()
  for (const { name, value, unit, note } of rows)
    process.stdout.write(`${name}: ${value.toFixed(3)} ${unit}${note ? ` (${note})` : ''}\n`)
}
