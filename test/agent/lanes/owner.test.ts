import { describe, expect, test } from 'vitest'
import { Floor } from '../../../agent/floor/floor.ts'
import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import type { HealthFact } from '../../../agent/health/fact.ts'
import type { JourneyFact } from '../../../agent/journey/fact.ts'
import { Journey } from '../../../agent/journey/journey.ts'
import { Owner } from '../../../agent/lanes/owner.ts'
import type { Surroundings } from '../../../agent/lanes/stages.ts'
import { type Batch, pack, type Update } from '../../../agent/nodes/batch.ts'
import { Config } from '../../../config/config.ts'
import type { Fault } from '../../../config/fault.ts'
import { EYES, store } from '../floor/store.ts'
import { tracks, type Walker } from '../floor/walkers.ts'

const BATCH_MS = 200
const PATIENCE_MS = 1000

/** A store in which `local` are this machine's own sensors, and all others those of the machine `west`. */
function machine(local: readonly string[]) {
  const outline = [
    [0, 0],
    [18, 0],
    [18, 10],
    [0, 10],
  ]
  const above = {
    intrinsics: { width: 640, height: 400, fx: 400, fy: 400, cx: 320, cy: 200 },
    feed: { driver: 'recording', folder: 'x', fps: 10 },
    pose: { position: [9, 5], heightMetres: 3 },
  }
  const config = Config.parse({
    store: { tenant: 'acme', store: 'vienna', agent: 'owner' },
    floor: { outline, entrances: [{ id: 'door', from: [7.5, 0], to: [10.5, 0] }] },
    depth: local.map(id => ({ id, ...above })),
    node: { kind: 'owner', sensors: ['west'], patienceMs: PATIENCE_MS },
    broker: { kind: 'embedded' },
  })
  if (config.node.kind !== 'owner') throw new Error('no owner')
  const facts: (JourneyFact | HealthFact)[] = []
  const faults: string[] = []
  const tell = (fact: JourneyFact | HealthFact) => void facts.push(fact)
  const warn = (fault: Fault) => faults.push(fault.code)
  const around = { config, tell, warn, lost: () => {} } as unknown as Surroundings
  const floor = new Floor(config)
  let ids = 0
  const journey = new Journey({
    floor: config.floor,
    scanners: [],
    rule: config.journey,
    people: floor,
    newVisit: () => `visit-${++ids}`,
    tell,
  })
  const owner = new Owner(config.node, floor, journey, around)
  let sequence = 0
  let waiting: Update[] = []
  const held: Batch[] = []
  return {
    owner,
    facts,
    faults,
    /** The other machine saw something. */
    see(sensor: string, placed: PlacedBuffer) {
      waiting.push(pack(sensor, placed))
    },
    /** The other machine makes a batch, which arrives now, or only once `cut` is over. */
    post(nowMs: number, cut: boolean, clock?: Batch['clock']) {
      const of = { id: `7-${++sequence}`, madeMs: nowMs, updates: waiting, dark: [], simulated: false, lost: 0 }
      held.push({ ...of, ...(clock && { clock }) })
      waiting = []
      if (!cut) for (const batch of held.splice(0)) owner.take('west', batch, nowMs)
    },
  }
}

const visits = (facts: readonly (JourneyFact | HealthFact)[]) => ({
  started: facts.filter(fact => fact.kind === 'visit.started').length,
  late: facts.filter(fact => fact.kind === 'visit.started' && fact.late).length,
  joined: facts.filter(fact => fact.kind === 'visit.joined' && fact.previous !== undefined).length,
  merged: facts.filter(fact => fact.kind === 'visit.ended' && fact.reason === 'merged').length,
})

/** The shop with half of its sensors on another machine, whose network is cut for a while. */
function run(seed: number, seconds: number, cut: readonly [number, number]) {
  const local = ['door', 'middle', 'east-low']
  const one = machine(local)
  const placed = new PlacedBuffer()
  let nextMs = BATCH_MS
  const came = new Set<number>()
  const shop = { seed, eyes: EYES, arrivalsPerHour: 120, seconds, width: 18, height: 10, staySeconds: 200 }
  const batches = (nowMs: number) => {
    for (; nextMs <= nowMs; nextMs += BATCH_MS) {
      one.post(nextMs, nextMs >= cut[0] && nextMs < cut[1])
      if (nextMs > PATIENCE_MS) one.owner.tick(nextMs - PATIENCE_MS)
    }
  }
  for (const { eye, tracks: seen, people } of store(shop)) {
    batches(seen.atMs)
    for (const { id, y } of people) if (y > 0) came.add(id)
    if (local.includes(eye.id)) one.owner.floor.place(eye.id, seen)
    else {
      placed.project(seen, { kind: 'floor' })
      one.see(eye.id, placed)
    }
  }
  batches(1000 * seconds + 40_000)
  return { ...visits(one.facts), came: came.size, facts: one.facts, faults: one.faults }
}

describe('several machines', () => {
  test('are one shop: as many visits as when all sensors are on one', () => {
    const { started, late, merged, came } = run(2, 600, [0, 0])
    const apart = started - merged
    expect(late).toBe(0)
    expect(Math.abs(apart - came)).toBeLessThanOrEqual(Math.ceil(0.1 * came))
  })

  test('count nobody twice after the network was cut for two minutes, and every visit ends once', () => {
    const whole = run(2, 600, [0, 0])
    const broken = run(2, 600, [200_000, 320_000])
    expect(broken.faults).toEqual(['NODE_SILENT'])
    const count = ({ started, merged, joined }: typeof whole) => started - merged - joined
    expect(Math.abs(count(broken) - count(whole))).toBeLessThanOrEqual(2)
    const of = (kind: string) =>
      broken.facts.flatMap(fact => (fact.kind === kind && 'visit' in fact ? [fact.visit] : []))
    expect(new Set(of('visit.ended')).size).toBe(of('visit.ended').length)
    for (const visit of of('visit.ended')) expect(of('visit.started')).toContain(visit)
  })
})

/** What is told of somebody who walks along y = 8, a second a character: # seen in time, ~ seen by the cut-off machine. */
function walk(signs: string) {
  const one = machine(['middle'])
  const placed = new PlacedBuffer()
  let wasCut = false
  ;[...signs].forEach((sign, second) => {
    for (let k = 0; k < 10; k++) {
      const atMs = 1000 * (second + 1) + 100 * k
      const at: Walker = { id: 1, x: 1 + 0.3 * (second + k / 10), y: 8 }
      placed.project(tracks(atMs, sign === '~' ? [at] : []), { kind: 'floor' })
      one.see('wide', placed)
      const isCut = signs.includes('~') && second < signs.lastIndexOf('~') + 2
      one.owner.floor.place('middle', tracks(atMs, sign === '#' ? [{ ...at, id: wasCut ? 2 : 1 }] : []))
      wasCut ||= sign === '~'
      if (k % 2 === 1) one.post(atMs, isCut && second > 2)
      one.owner.tick(atMs - PATIENCE_MS)
    }
  })
  return one.facts.filter(fact => fact.kind.startsWith('visit.'))
}

describe('what comes late', () => {
  test('is a visit of its own, marked, where it fits nobody', () => {
    const told = walk(`....~~~~~~${'.'.repeat(40)}`)
    expect(told).toMatchObject([
      { kind: 'visit.started', late: true },
      { kind: 'visit.ended', late: true, reason: 'lost' },
    ])
  })

  test('makes one of two visits between which somebody was seen late', () => {
    // Half a minute is longer than anybody is waited for.
    const told = walk(`...#####${'~'.repeat(25)}#####${'.'.repeat(40)}`)
    expect(told).toMatchObject([
      { kind: 'visit.started', visit: 'visit-1' },
      { kind: 'visit.ended', visit: 'visit-1', reason: 'lost' },
      { kind: 'visit.started', visit: 'visit-2' },
      { kind: 'visit.joined', visit: 'visit-2', previous: 'visit-1' },
      { kind: 'visit.ended', visit: 'visit-2', reason: 'lost' },
    ])
  })

  test('is told of nobody twice: who was seen in time before it goes on', () => {
    const told = walk(`...#####${'~'.repeat(8)}${'.'.repeat(40)}`)
    expect(told.map(fact => fact.kind)).toEqual(['visit.started', 'visit.ended'])
  })
})

test('a clock that is off is told once, and once more when it is right', () => {
  const one = machine(['middle'])
  one.post(1000, false, { aheadMs: 30, errorMs: 5 })
  one.post(1200, false, { aheadMs: 900, errorMs: 20 })
  one.post(1400, false, { aheadMs: 900, errorMs: 20 })
  one.post(1600, false, { aheadMs: 5000, errorMs: 4990 })
  expect(one.faults).toEqual(['CLOCK_APART'])
  expect(one.facts.map(fact => fact.kind)).toEqual(['sensor.degraded', 'sensor.recovered'])
})
