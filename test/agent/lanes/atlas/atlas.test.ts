import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openAtlas } from '../../../../agent/lanes/atlas.ts'
import { openStages } from '../../../../agent/lanes/stages.ts'
import { daysBefore } from '../../../../agent/publish/stretch.ts'
import { Visited } from '../../../../agent/publish/visited.ts'
import { openStore } from '../../../../agent/store/store.ts'
import { Config } from '../../../../config/config.ts'
import { context } from '../../events/facts.ts'
import { shop as floorPlan, tracks } from '../../floor/walkers.ts'
import { Shop } from '../../publish/shop.ts'
import { bought, DAY, HOUR, MIDNIGHT, MIXED, mixed, open, shop } from './shopping.ts'

const told = (db: Shop['store']['db']) =>
  (db.prepare("SELECT body FROM outbox WHERE topic LIKE '%/touchpoint/mapped'").pluck().all() as string[]).map(
    body => JSON.parse(body).data as { day: string; by: string; id: string; quadrant?: string; reach?: { of: number } },
  )

/** Four touchpoints, and the one channel, function and stage that they are all of. */
const ROWS = 7

test('touchpoints of known value and effort come into their quadrants, through records, rows and the disk', async () => {
  const store = openStore({ path: ':memory:' }, MIDNIGHT)
  const whole = open({ store })
  shop(whole, { count: 4000, seed: 1, fromMs: MIDNIGHT, days: 7 })
  whole.records.close()
  const map = await whole.atlas.map({}, MIDNIGHT + 7 * DAY)
  expect(map).toMatchObject({ day: '2026-06-07', from: '2026-06-01', days: 7, visits: 4000 })
  expect(map!.rows.filter(({ by }) => by === 'touchpoint').map(({ id, quadrant }) => [id, quadrant])).toEqual([
    ['tasting', 'carry'],
    ['fitting', 'ease'],
    ['poster', 'leave'],
    ['kiosk', 'cut'],
  ])
  expect(map!.rows[0]!.segments.map(({ is }) => is)).toEqual([])
  store.close()
})

test('who came when, with whom, as a member or by a door is as it was, through records, rows and the disk, also over midnight', async () => {
  const store = openStore({ path: ':memory:' }, MIDNIGHT)
  const whole = open({ store, hasDoor: true })
  mixed(whole, MIDNIGHT)
  whole.records.close()
  whole.atlas.tick(MIDNIGHT + 25 * HOUR)
  const late = MIXED.filter(({ hour }) => hour > 23).length
  // Somebody counts on the day on which they leave, and as of the part of the day in which they came.
  expect(new Visited(store.db, context.simulated).days()).toMatchObject([
    { day: '2026-06-01', visits: MIXED.length - late },
    { day: '2026-06-02', visits: late },
  ])
  const map = (await whole.atlas.map({ day: '2026-06-02', days: 2 }, MIDNIGHT + 25 * HOUR))!
  const count = (holds: (one: (typeof MIXED)[number]) => boolean) => {
    const all = MIXED.filter(holds).length
    return all - (all % 5)
  }
  const is =
    (which: (typeof MIXED)[number]['member']) =>
    ({ member }: (typeof MIXED)[number]) =>
      member === which
  const of = (id: string) => map.rows.find(row => row.by === 'touchpoint' && row.id === id)!
  expect(Object.fromEntries(of('tasting').segments.map(({ is, reach }) => [is, reach!.of]))).toEqual({
    night: count(({ hour }) => hour < 6),
    morning: count(({ hour }) => hour === 9.5),
    afternoon: count(({ hour }) => hour === 14),
    evening: count(({ hour }) => hour > 23),
    alone: count(({ groupSize }) => groupSize === 1),
    group: count(({ groupSize }) => groupSize === 2),
    ...{
      new: count(is('new')),
      returning: count(is('returning')),
      recognised: count(({ member }) => member !== undefined),
    },
    others: count(is(undefined)),
  })
  const byDoor = count(({ hasDoor }) => hasDoor)
  expect(of('door')).toMatchObject({
    reach: { share: Math.round((100 * byDoor) / MIXED.length) / 100, of: MIXED.length },
  })
  store.close()
})

test('hears from the stages of a shop who came and who passed by', () => {
  const { floor, depth } = floorPlan()
  const config = Config.parse({ store: { tenant: 't', store: 's', agent: 'a' }, floor, depth })
  const stages = openStages({ config, pace: 'replay', tell() {}, warn() {}, lost() {} })
  const store = openStore({ path: ':memory:' }, MIDNIGHT)
  const { atlas } = open({ store })
  atlas.follow(stages)
  for (let atMs = 0; atMs <= 12_000; atMs += 100) {
    const inside = atMs <= 4000 ? [{ id: 1, x: 5, y: atMs / 1000 - 1 }] : []
    const street = atMs >= 6000 && atMs <= 8000 ? [{ id: 2, x: 4 + (atMs - 6000) / 1000, y: -0.7 }] : []
    stages.journey.see(stages.floor.place('ceiling', tracks(MIDNIGHT + atMs, [...inside, ...street])))
    stages.tick(MIDNIGHT + atMs)
  }
  stages.close(MIDNIGHT + 12_000)
  atlas.close()
  expect(new Visited(store.db, context.simulated).days()).toEqual([
    { day: '2026-06-01', visits: 1, passed: 1, isTold: false },
  ])
  store.close()
})

describe('days', () => {
  let agent: Shop
  const atlases: { close(): void }[] = []
  const begin = (kept: Parameters<typeof open>[0] = agent) => {
    const one = open(kept)
    atlases.push(one.atlas)
    return one
  }
  beforeEach(() => (agent = new Shop()))
  afterEach(() => {
    for (const atlas of atlases.splice(0)) atlas.close()
    agent.close()
    agent.remove()
  })
  const reopened = (atMs: number) => {
    agent.crash()
    agent.open(atMs)
    return begin()
  }
  /** Two hundred visits of the first of June. */
  const morning = (whole = begin()) => {
    shop(whole, { count: 200, seed: 1, fromMs: MIDNIGHT, days: 1 })
    whole.records.tick(MIDNIGHT + 13 * HOUR)
    whole.atlas.tick(MIDNIGHT + 13 * HOUR)
    return whole
  }
  const flushed = () => {
    agent.outbox.flush()
    return told(agent.store.db)
  }

  test('are told when they are over, by the clock of the shop, and each once, whatever comes between', async () => {
    morning()
    expect(flushed()).toEqual([])
    // Power goes in the afternoon; what was seen until then counts.
    const after = reopened(MIDNIGHT + 14 * HOUR)
    shop(after, { count: 100, seed: 2, fromMs: MIDNIGHT + 6 * HOUR, days: 1 })
    after.records.tick(MIDNIGHT + 23 * HOUR)
    after.atlas.tick(MIDNIGHT + 24 * HOUR + 60_000)
    await delay(50)
    expect(flushed()).toEqual([])
    after.atlas.tick(MIDNIGHT + 24 * HOUR + 25 * 60_000)
    await expect.poll(() => flushed().length).toBe(ROWS)
    expect(flushed()[0]).toMatchObject({ day: '2026-06-01', by: 'touchpoint', id: 'tasting', reach: { of: 300 } })
    after.atlas.tick(MIDNIGHT + 30 * HOUR)
    const again = reopened(MIDNIGHT + 31 * HOUR)
    again.atlas.tick(MIDNIGHT + 31 * HOUR)
    await delay(100)
    expect(flushed().length).toBe(ROWS)
  })

  test('that ended while no agent ran are told at the next start, the oldest first', async () => {
    const whole = begin()
    shop(whole, { count: 300, seed: 1, fromMs: MIDNIGHT, days: 2 })
    whole.records.close()
    whole.atlas.close()
    const later = reopened(MIDNIGHT + 3 * DAY)
    later.atlas.tick(MIDNIGHT + 3 * DAY)
    await expect.poll(() => [...new Set(flushed().map(({ day }) => day))]).toEqual(['2026-06-01', '2026-06-02'])
  })

  test('after kill -9 at any moment are told whole and once', async () => {
    morning().atlas.close()
    agent.close()
    const teller = fileURLToPath(new URL('teller.ts', import.meta.url))
    for (let round = 0; round < 2; round++) {
      const child = spawn(process.execPath, ['--import', 'tsx', teller, agent.path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = ''
      child.stdout.on('data', data => void (said += data))
      while (said === '' && child.exitCode === null) await delay(2)
      await delay(6 * round)
      child.kill('SIGKILL')
      await new Promise(resolve => child.on('close', resolve))
    }
    agent.open(MIDNIGHT + 26 * HOUR)
    const last = begin()
    last.atlas.tick(MIDNIGHT + 26 * HOUR)
    await expect.poll(() => flushed().length).toBe(ROWS)
    await delay(100)
    expect(flushed().length).toBe(ROWS)
  }, 180_000)

  test('lose whose their visits were once nothing more can be said of them, and keep what was', () => {
    const whole = morning()
    const { db } = agent.store
    const visit = db.prepare('SELECT visit FROM visited LIMIT 1').pluck().get() as string
    db.exec('DELETE FROM outcome')
    whole.outcomes.keep(bought(visit, MIDNIGHT + 10 * HOUR), MIDNIGHT + 40 * HOUR)
    const count = () => new Visited(db, context.simulated).of('2026-06-01').filter(({ hasBought }) => hasBought).length
    const named = () => db.prepare('SELECT count(*) FROM visited WHERE visit IS NOT NULL').pluck().get()
    whole.atlas.tick(MIDNIGHT + 47 * HOUR)
    expect([named(), count()]).toEqual([200, 1])
    whole.atlas.tick(MIDNIGHT + 73 * HOUR)
    db.exec('DELETE FROM outcome')
    expect([named(), count()]).toEqual([0, 1])
  })

  test('are kept until they are told, also where only one is, and as many as the trend goes back', async () => {
    const whole = begin({ store: agent.store, outbox: agent.outbox, days: 1 })
    shop(whole, { count: 200, seed: 1, fromMs: MIDNIGHT, days: 1 })
    whole.records.tick(MIDNIGHT + 13 * HOUR)
    whole.atlas.tick(MIDNIGHT + 23 * HOUR)
    await delay(10)
    whole.atlas.tick(MIDNIGHT + 24 * HOUR + 60_000)
    await delay(10)
    whole.atlas.tick(MIDNIGHT + 24 * HOUR + 25 * 60_000)
    await expect.poll(() => flushed().length).toBe(ROWS)
    expect(flushed()[0]).toMatchObject({ day: '2026-06-01', id: 'tasting', reach: { of: 200 } })
    const { store } = agent
    const five = begin({ store, days: 35 })
    const visited = new Visited(store.db, context.simulated)
    const body = store.db.prepare('SELECT body FROM visited LIMIT 1').pluck().get() as string
    for (let i = 0; i < 36; i++)
      visited.add(
        daysBefore('2026-06-01', i),
        Array.from({ length: 10 }, (_, j) => ({ visit: `${i}-${j}`, body })),
        0,
      )
    five.atlas.tick(MIDNIGHT + 26 * HOUR)
    expect(visited.days()[0]!.day).toBe('2026-04-28')
    expect(await five.atlas.map({ day: '2026-06-01' }, MIDNIGHT + 26 * HOUR)).toMatchObject({ weeks: 4 })
  })

  test('are forgotten after so many, and nothing in a row says when of the day or in which order', () => {
    const whole = begin({ store: agent.store, days: 3 })
    shop(whole, { count: 500, seed: 1, fromMs: MIDNIGHT, days: 5 })
    whole.records.close()
    whole.atlas.tick(MIDNIGHT + 4 * DAY + 20 * HOUR)
    const { db } = agent.store
    expect(db.prepare('SELECT DISTINCT day FROM visited ORDER BY day').pluck().all()).toEqual([
      '2026-06-02',
      '2026-06-03',
      '2026-06-04',
      '2026-06-05',
    ])
    const visits = db
      .prepare("SELECT visit FROM visited WHERE day = '2026-06-05' ORDER BY place")
      .pluck()
      .all() as string[]
    expect(visits).not.toEqual(visits.toSorted())
    const columns = db.prepare("SELECT name FROM pragma_table_info('visited')").pluck().all()
    expect(columns).toEqual(['place', 'day', 'simulated', 'visit', 'bought', 'body'])
  })

  test('where none are to be kept any more, all that was is forgotten', () => {
    morning()
    const config = (more: object) =>
      Config.parse({
        store: { tenant: 't', store: 's', agent: 'a' },
        floor: {
          outline: [
            [0, 0],
            [9, 0],
            [9, 9],
          ],
        },
        touchpoints: [
          { id: 'door', at: { kind: 'line', line: 'door' }, channel: 'floor', function: 'enter', stage: 'aware' },
        ],
        ...more,
      })
    const around = { store: agent.store, outbox: agent.outbox, warn() {} }
    const rows = () => agent.store.db.prepare('SELECT count(*) FROM visited').pluck().get()
    expect(openAtlas(config({}), 'paths', around)).toBeDefined()
    expect(rows()).toBe(200)
    expect(openAtlas(config({}), 'counts', around)).toBeUndefined()
    expect(rows()).toBe(0)
    expect(openAtlas(config({ map: { days: 0 } }), 'paths', around)).toBeUndefined()
  })
})

test('a disk that takes nothing is told of once, and what waits is written when it does again', () => {
  const store = openStore({ path: ':memory:' }, MIDNIGHT)
  const faults: string[] = []
  const whole = open({ store, warn: fault => void faults.push(fault.code) })
  store.db.exec('ALTER TABLE visited RENAME TO away')
  shop(whole, { count: 50, seed: 1, fromMs: MIDNIGHT, days: 1 })
  whole.records.close()
  whole.atlas.tick(MIDNIGHT + 13 * HOUR)
  whole.atlas.tick(MIDNIGHT + 14 * HOUR)
  expect(faults).toEqual(['MAP_UNKEPT'])
  store.db.exec('ALTER TABLE away RENAME TO visited')
  whole.atlas.tick(MIDNIGHT + 15 * HOUR)
  expect(new Visited(store.db, context.simulated).days()).toMatchObject([{ day: '2026-06-01', visits: 50 }])
  store.close()
})

test('what cannot be told is drawn again after one minute, two and four, and not at each tick', async () => {
  const store = openStore({ path: ':memory:' }, MIDNIGHT)
  let [tries, isFull] = [0, true]
  const onTold = () => {
    tries++
    if (isFull) throw new Error('database or disk is full')
  }
  const whole = open({ store, onTold, warn() {} })
  shop(whole, { count: 50, seed: 1, fromMs: MIDNIGHT, days: 1 })
  whole.records.close()
  const at = async (seconds: number, expected: number) => {
    whole.atlas.tick(MIDNIGHT + 25 * HOUR + 1000 * seconds)
    await delay(30)
    await expect.poll(() => tries).toBe(expected)
  }
  await at(0, 1)
  for (const [seconds, tried] of [
    [55, 1],
    [60, 2],
    [175, 2],
    [180, 3],
    [415, 3],
  ] as const)
    await at(seconds, tried)
  isFull = false
  await at(420, 4)
  await at(2000, 4)
  store.close()
})

test('a day with more visits than are kept is represented by some of all its hours', () => {
  const store = openStore({ path: ':memory:' }, MIDNIGHT)
  const visited = new Visited(store.db, false)
  const rows = Array.from({ length: 8000 }, (_, i) => ({ visit: `v-${String(i).padStart(6, '0')}`, body: String(i) }))
  visited.add('2026-06-01', rows.slice(0, 4500), 0)
  visited.add('2026-06-01', rows.slice(4500), 7)
  const kept = visited.of('2026-06-01').map(({ body }) => Number(body))
  expect(kept.length).toBe(5000)
  // Of 8,000 the second half has half of them: 2,500, give or take 34 (one standard deviation).
  expect(Math.abs(kept.filter(i => i >= 4000).length - 2500)).toBeLessThan(170)
  expect(visited.days()).toEqual([{ day: '2026-06-01', visits: 8000, passed: 7, isTold: false }])
  store.close()
})
