import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { Floor } from '../../../agent/floor/floor.ts'
import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import type { HealthFact } from '../../../agent/health/fact.ts'
import type { JourneyFact } from '../../../agent/journey/fact.ts'
import { Journey } from '../../../agent/journey/journey.ts'
import type { Losses } from '../../../agent/lanes/lane.ts'
import { Owner } from '../../../agent/lanes/owner.ts'
import type { Surroundings } from '../../../agent/lanes/stages.ts'
import { type Batch, pack, type Update } from '../../../agent/nodes/batch.ts'
import { Beside } from '../../../agent/publish/beside.ts'
import { Config } from '../../../config/config.ts'
import type { Fault } from '../../../config/fault.ts'
import { EYES, store } from '../floor/store.ts'
import { tracks, type Walker } from '../floor/walkers.ts'

const BATCH_MS = 200
const PATIENCE_MS = 1000

/** A store in which `local` are this machine's own sensors, and all others those of the machine `west`. */
function machine(local: readonly string[], more: object = {}, folder = '.', unseenEntrySeconds = 0) {
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
    journey: { unseenEntrySeconds },
    store: { tenant: 'acme', store: 'vienna', agent: 'owner' },
    floor: { outline, entrances: [{ id: 'door', from: [7.5, 0], to: [10.5, 0] }], ...more },
    depth: local.map(id => ({ id, ...above })),
    node: { kind: 'owner', sensors: ['west'], patienceMs: PATIENCE_MS },
    broker: { kind: 'embedded' },
    outbox: { path: join(folder, 'owner.db') },
  })
  if (config.node.kind !== 'owner') throw new Error('no owner')
  const facts: (JourneyFact | HealthFact)[] = []
  const faults: string[] = []
  const tell = (fact: JourneyFact | HealthFact) => void facts.push(fact)
  const warn = (fault: Fault) => faults.push(fault.code)
  const losses: [string, Losses][] = []
  const lost = (sensor: string, some: Losses) => void losses.push([sensor, some])
  const around = { config, tell, warn, lost } as unknown as Surroundings
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
  const owner = new Owner(config.node, floor, journey, { ...around, follow: around.tell })
  const marks: boolean[] = []
  owner.watch((_, isDark) => void (marks.at(-1) !== isDark && marks.push(isDark)))
  let sequence = 0
  let waiting: Update[] = []
  const held: Batch[] = []
  return {
    owner,
    journey,
    /** How many stand in a zone. */
    standing: (zone: string) => floor.standingIn(zone).length,
    facts,
    faults,
    losses,
    /** Whether counts are not whole for the other machine, as often as that changes. */
    marks,
    /** The other machine saw something. */
    see(sensor: string, placed: PlacedBuffer) {
      waiting.push(pack(sensor, placed))
    },
    /** The other machine makes a batch, which arrives now, or only once `cut` is over. */
    post(nowMs: number, cut: boolean, clock?: Batch['clock']) {
      const of = {
        version: 2 as const,
        id: `7-${++sequence}`,
        madeMs: nowMs + (clock?.aheadMs ?? 0),
        updates: waiting,
        dark: [],
        simulated: false,
        lost: 0,
      }
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
function walk(signs: string, unseenEntrySeconds?: number) {
  const one = machine(['middle'], {}, '.', unseenEntrySeconds)
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
      one.journey.tick(atMs - PATIENCE_MS)
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

  test.each([0, 5])('makes one of two visits between which somebody was seen late, each told after %i s', unseen => {
    // Half a minute is longer than anybody is waited for.
    const told = walk(`...########${'~'.repeat(25)}########${'.'.repeat(50)}`, unseen)
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

test('a clock that is too far off is told once, and once more when it is right: meanwhile what it sees is left out', () => {
  const one = machine(['middle'])
  const placed = new PlacedBuffer()
  const post = (nowMs: number, aheadMs: number) => {
    placed.project(tracks(nowMs + aheadMs, [{ id: 1, x: 3, y: 5 }]), { kind: 'floor' })
    one.see('wide', placed)
    one.post(nowMs, false, { aheadMs, errorMs: 5 })
  }
  const ms = [30, 10_200, 9900, 10_200, 9000, 5000, 9900]
  ms.forEach((aheadMs, i) => void post(1000 + 200 * i, aheadMs))
  expect(one.faults).toEqual(['CLOCK_APART'])
  expect(one.facts).toMatchObject([
    { kind: 'sensor.degraded', sensor: 'west', cause: 'CLOCK_APART', sinceMs: 1200 },
    { kind: 'sensor.recovered', sensor: 'west', sinceMs: 1200, atMs: 2000 },
  ])
  expect(one.losses.at(-1)).toEqual(['west', { lost: 0, ahead: 0, clock: 4 }])
})

test.each([-8000, -300, 300, 8000])(
  'a clock that is %i ms ahead is put right: who walks from one to the other is one visit',
  aheadMs => {
    const one = machine(['middle'])
    const placed = new PlacedBuffer()
    for (let nowMs = 20_000; nowMs < 40_000; nowMs += 100) {
      const at: Walker = { id: 1, x: 1 + (nowMs - 20_000) / 1500, y: 8 }
      const isWest = at.x < 7
      if (isWest || at.x < 7.5) placed.project(tracks(nowMs + aheadMs, [at]), { kind: 'floor' })
      else placed.project(tracks(nowMs + aheadMs, []), { kind: 'floor' })
      one.see('wide', placed)
      one.owner.floor.place('middle', tracks(nowMs, isWest ? [] : [at]))
      if (nowMs % 200 === 0) one.post(nowMs, false, { aheadMs, errorMs: 4 })
      one.owner.tick(nowMs - PATIENCE_MS)
    }
    one.owner.end()
    expect(visits(one.facts)).toMatchObject({ started: 1, late: 0 })
  },
)

const batch = (sequence: number, madeMs: number, more: Partial<Batch> = {}): Batch => ({
  version: 2,
  id: `7-${sequence}`,
  madeMs,
  updates: [],
  dark: [],
  simulated: false,
  lost: 0,
  ...more,
})

test('counts are not whole while a sensor of another machine is dark, or all of it', () => {
  const one = machine(['middle'])
  one.owner.take('west', batch(1, 1000), 1000)
  one.owner.take('west', batch(2, 1200, { dark: ['wide'] }), 1200)
  one.owner.take('west', batch(3, 1400), 1400)
  one.owner.tick(5000 - PATIENCE_MS)
  expect(one.marks).toEqual([false, true, false, true])
})

test('a machine whose clock is behind, nobody knows by how much, is not silent, but dark, and what it tells is merged in now and then', () => {
  const one = machine(['middle'])
  const placed = new PlacedBuffer()
  const behindMs = 8000
  let toldMs: number | undefined
  for (let nowMs = 200, sequence = 0; nowMs <= 320_000; nowMs += 200) {
    one.owner.tick(nowMs - PATIENCE_MS)
    if (toldMs === undefined && visits(one.facts).late > 0) toldMs = nowMs
    const atMs = nowMs - behindMs
    const isThere = nowMs > 20_000 && nowMs < 30_000
    placed.project(tracks(atMs, isThere ? [{ id: 1, x: 3 + nowMs / 10_000, y: 5 }] : []), { kind: 'floor' })
    const more = { updates: [pack('wide', placed)] }
    one.owner.take('west', batch(++sequence, atMs, more), nowMs)
  }
  expect(one.faults).toEqual([])
  expect(toldMs).toBeLessThan(310_000)
  expect(one.marks).toEqual([true])
})

test('what is far ahead of the clock, though that is right, is left out, counted, and told of', () => {
  const one = machine(['middle'])
  const placed = new PlacedBuffer()
  placed.project(tracks(3_600_000, [{ id: 1, x: 3, y: 5 }]), { kind: 'floor' })
  one.owner.take('west', batch(1, 1000, { updates: [pack('wide', placed)] }), 1000)
  expect(one.losses).toEqual([['west', { lost: 0, ahead: 1, clock: 0 }]])
})

test('what comes from a clock that is far ahead is left out, counted, and told of', () => {
  const one = machine(['middle'])
  const placed = new PlacedBuffer()
  placed.project(tracks(3_600_000, [{ id: 1, x: 3, y: 5 }]), { kind: 'floor' })
  for (const sequence of [1, 2])
    one.owner.take('west', batch(sequence, 3_600_000, { updates: [pack('wide', placed)] }), 1000)
  expect(one.faults).toEqual(['CLOCK_APART'])
  expect(one.losses.at(-1)).toEqual(['west', { lost: 0, ahead: 0, clock: 2 }])
  one.owner.end()
  expect(one.facts.filter(fact => fact.kind === 'visit.started')).toEqual([])
})

test('what of its own sensors comes when the floor has gone on is counted and told', () => {
  const one = machine(['middle'])
  one.owner.tick(2000)
  for (const atMs of [1800, 1900, 2100]) one.owner.floor.place('middle', tracks(atMs, []))
  one.owner.end()
  expect(one.losses).toEqual([['middle', { late: 2 }]])
})

const NOWHERE = new Beside()

describe('with a disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-owner-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('a machine that is never heard is told of some seconds after the start', async () => {
    const one = machine(['middle'], {}, folder)
    one.owner.open(NOWHERE, '/acme/vienna/owner', () => {})
    one.owner.tick(Date.now() + 5000)
    expect(one.faults).toEqual([])
    one.owner.tick(Date.now() + 15_000)
    one.owner.tick(Date.now() + 16_000)
    expect(one.faults).toEqual(['NODE_SILENT'])
    await one.owner.close()
  })

  test('what came late is told of by the next run where this one ends before it was merged in, and by no other', async () => {
    const placed = new PlacedBuffer()
    const lateVisits = (one: ReturnType<typeof machine>) => visits(one.facts).late
    const run = async (disk: string, see: (one: ReturnType<typeof machine>, nowMs: number) => void) => {
      const one = machine(['middle'], {}, disk)
      one.owner.open(NOWHERE, '/acme/vienna/owner', () => {})
      const nowMs = Date.now()
      one.owner.tick(nowMs)
      see(one, nowMs)
      // By then it is written down.
      await delay(1200)
      return { one, nowMs }
    }
    const first = await run(join(folder, 'first'), (one, nowMs) => {
      for (let agoMs = 60_000; agoMs > 50_000; agoMs -= 200) {
        placed.project(tracks(nowMs - agoMs, [{ id: 1, x: 3 + agoMs / 10_000, y: 5 }]), { kind: 'floor' })
        one.see('wide', placed)
      }
      one.post(nowMs, false)
      one.owner.tick(nowMs + 2000)
    })
    expect(lateVisits(first.one)).toBe(0)
    // As if its power had gone: nothing of it is closed.
    cpSync(join(folder, 'first'), join(folder, 'second'), { recursive: true })
    const second = await run(join(folder, 'second'), () => {})
    expect(lateVisits(second.one)).toBe(0)
    second.one.owner.tick(second.nowMs + 10_000)
    expect(lateVisits(second.one)).toBe(1)
    cpSync(join(folder, 'second'), join(folder, 'third'), { recursive: true })
    const third = await run(join(folder, 'third'), () => {})
    third.one.owner.tick(third.nowMs + 10_000)
    expect(lateVisits(third.one)).toBe(0)
    for (const { one } of [first, second, third]) {
      one.owner.end()
      await one.owner.close()
    }
  })
})

describe('what another machine sees of hands and reads of codes', () => {
  const box = (x0: number, y0: number, x1: number, y1: number) => [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ]
  const plan = {
    zones: [{ id: 'till', outline: box(3, 4, 6, 7) }],
    shelves: [
      { id: 'beers', outline: box(0, 0, 1, 1) },
      { id: 'wines', outline: box(4, 6, 5, 7) },
    ],
  }
  const scan = { scanner: 'kiosk', zone: 'till', code: 'pass', campaign: 'members', tracks: 'person' } as const

  /** Somebody stands at the till of the other machine for ten seconds, a hand in the wines, and shows a code. */
  function stand(shown: object, others: readonly Walker[] = []) {
    const one = machine(['middle'], plan)
    const placed = new PlacedBuffer()
    for (let nowMs = 1000, sequence = 0; nowMs < 12_000; nowMs += 200) {
      placed.project(tracks(nowMs, [{ id: 4, x: 4, y: 5 }, ...others]), { kind: 'floor' })
      const isIn = nowMs > 4000 && nowMs < 6000
      const reaches = isIn ? [{ track: 4, shelf: 'wines', hand: 'left' as const, pictureMs: 200 }] : []
      const scans = nowMs === 8000 ? [{ ...scan, ...shown, atMs: 7990 }] : []
      const unknown = { track: 4, shelf: 'none', pictureMs: 200 }
      const updates = [pack('wide', placed, [...reaches, unknown])]
      one.owner.take('west', batch(++sequence, nowMs, { updates, ...(scans.length > 0 && { scans }) }), nowMs)
      one.owner.tick(nowMs - PATIENCE_MS)
    }
    one.owner.end()
    return one.facts
  }

  test('is of the visits that the owner knows', () => {
    const facts = stand({})
    const visit = facts.find(fact => fact.kind === 'visit.started')?.visit
    expect(visit).toBeDefined()
    expect(facts.filter(fact => fact.kind === 'shelf.reached')).toMatchObject([{ visit, shelf: 'wines', hand: 'left' }])
    expect(facts.filter(fact => fact.kind === 'code.scanned')).toMatchObject([
      { visit, scanner: 'kiosk', campaign: 'members', code: 'pass', atMs: 7990 },
    ])
  })

  test('is of nobody where two stand there', () => {
    const facts = stand({}, [{ id: 5, x: 5.5, y: 4.5 }])
    const [scanned] = facts.filter(fact => fact.kind === 'code.scanned')
    expect(scanned).toBeDefined()
    expect(scanned).not.toHaveProperty('visit')
  })

  test('makes staff of whoever shows a badge', () => {
    const facts = stand({ code: 'badge' })
    expect(facts.filter(fact => fact.kind === 'code.scanned')).toEqual([])
    expect(facts.filter(fact => fact.kind === 'visit.ended')).toMatchObject([{ reason: 'staff' }])
  })

  test('who stood at a scanner is asked of the floor when it has come to that instant', () => {
    const one = machine(['middle'], plan)
    const placed = new PlacedBuffer()
    const stood = new Map<number, number>()
    for (let nowMs = 1000, sequence = 0; nowMs < 12_000; nowMs += 200) {
      // The first is there until 4 s, the second from 8 s on.
      const there = nowMs < 4000 ? [{ id: 1, x: 4, y: 5 }] : nowMs >= 8000 ? [{ id: 2, x: 5, y: 5 }] : []
      placed.project(tracks(nowMs, there), { kind: 'floor' })
      one.owner.take('west', batch(++sequence, nowMs, { updates: [pack('wide', placed)] }), nowMs)
      if (nowMs === 7600 || nowMs === 8600) one.owner.at(nowMs, () => void stood.set(nowMs, one.standing('till')))
      one.owner.tick(nowMs - PATIENCE_MS)
    }
    expect([...stood]).toEqual([
      [7600, 0],
      [8600, 1],
    ])
    one.owner.end()
  })

  test('is of nobody where it comes when the floor has gone on', () => {
    const one = machine(['middle'], plan)
    one.owner.tick(20_000)
    one.owner.take('west', batch(1, 20_500, { scans: [{ ...scan, atMs: 10_000 }] }), 21_000)
    expect(one.facts).toMatchObject([{ kind: 'code.scanned', atMs: 10_000, scanner: 'kiosk' }])
  })
})
