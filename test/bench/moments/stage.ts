import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JourneyFact } from '../../../agent/journey/fact.ts'
import { Records } from '../../../agent/journey/records.ts'
import { Touchpoints } from '../../../agent/journey/touchpoints.ts'
import { openMoments } from '../../../agent/lanes/moments.ts'
import { Outcomes } from '../../../agent/publish/outcomes.ts'
import { openStore } from '../../../agent/store/store.ts'
import { Config } from '../../../config/config.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { PLACES } from './places.ts'

const ROUNDS = 1000
/** Time passes in such steps, and of those who came at different times some are looked at in each. */
const EVERY_MS = 1000
/** Somebody of so many goes from one place to another in that time. */
const MOVES = 40

/**
 * Milliseconds that the whole stage takes for an update with so many visitors, all of them at touchpoints: where they are, what they did, rules, model,
 * what is told and what is written down. Some move on at each look, and make it gather anew what they did. In the middle, and of a hundred
 * the second slowest: whoever is approached has what is known of it kept at once, which waits for the disk.
 */
export function whole(visits: number): { readonly milliseconds: number; readonly slow: number } {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-moments-'))
  const store = openStore({ path: join(folder, 'aisle.db') }, 0)
  try {
    return play(visits, store, folder)
  } finally {
    store.close()
    rmSync(folder, { recursive: true })
  }
}

function play(visits: number, store: ReturnType<typeof openStore>, folder: string) {
  const random = new Random(1, 'stage')
  const zones = PLACES.map(({ at: { zone } }, i) => ({ id: zone, outline: square(2 * i) }))
  const touchpoints = PLACES.map(({ seesHands: _, ...one }) => one)
  const config = Config.parse({
    store: { tenant: 't', store: 's', agent: 'a', timezone: 'Europe/Vienna', hours: { from: '00:00', to: '23:59' } },
    floor: {
      outline: [
        [0, 0],
        [20, 0],
        [20, 20],
      ],
      entrances: [{ id: 'door', from: [0, 0], to: [1, 0] }],
      zones,
    },
    outbox: { path: join(folder, 'aisle.db') },
    ...{ touchpoints, moments: { againSeconds: 3600 } },
  })
  const records = new Records(new Touchpoints(config.touchpoints))
  const listeners: ((fact: JourneyFact) => void)[] = [fact => records.hear(fact)]
  let tick = (_: number) => {}
  const standing = Array.from({ length: visits }, (_, id) => ({ id, x: id, y: 0, seenMs: 0, isStaff: false }))
  const stages = {
    records,
    journey: { visitOf: (person: number) => `visit-${person}` },
    listen: (hear: (fact: JourneyFact) => void) => void listeners.push(hear),
    onTick: (act: (atMs: number) => void) => void (tick = act),
    onFloor: () => standing,
    companions: (person: number) => person % 3,
  }
  const around = {
    config,
    stages,
    store,
    level: 'paths',
    unit: () => random.unit(),
    tell: () => {},
    warn: () => {},
  } as const
  openMoments({ ...around, outcomes: new Outcomes(store.db) }, 0)
  const hear = (fact: JourneyFact) => {
    for (const listen of listeners) listen(fact)
  }
  const at = new Map<number, string>()
  const move = (person: number, atMs: number) => {
    const visit = `visit-${person}`
    const zone = random.pick(zones).id
    const was = at.get(person)
    if (was !== undefined) hear({ kind: 'zone.left', visit, atMs, zone: was, dwellMs: 0, uncertaintyMs: 0 })
    at.set(person, zone)
    hear({ kind: 'zone.entered', visit, atMs, zone })
    hear({ kind: 'zone.dwelled', visit, atMs, zone, dwellMs: 0 })
  }
  for (const { id } of standing) {
    hear({ kind: 'visit.started', visit: `visit-${id}`, atMs: 0, entrance: 'door' })
    for (let i = 0; i < 5; i++) move(id, 1000 * i)
    if (id === visits >> 1) tick(9000)
  }
  const times: number[] = []
  for (let round = 1; round <= ROUNDS; round++) {
    const atMs = 10_000 + EVERY_MS * round
    for (const one of standing) {
      one.x += random.unit() - 0.5
      one.seenMs = atMs
    }
    for (const { id } of standing) if (random.unit() < 1 / MOVES) move(id, atMs)
    const begin = performance.now()
    tick(atMs)
    times.push(performance.now() - begin)
  }
  times.sort((a, b) => a - b)
  return { milliseconds: times[ROUNDS >> 1]!, slow: times[Math.floor(0.99 * ROUNDS)]! }
}

function square(x: number): [number, number][] {
  return [
    [x, 5],
    [x + 1, 5],
    [x + 1, 6],
    [x, 6],
  ]
}
