import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { Config } from '../../../config/config.ts'
import { ROOT } from '../../../config/root.ts'
import { contains } from '../../../drivers/simulated/geometry.ts'
import type { Person } from '../../../drivers/simulated/person.ts'
import { scene } from '../../../drivers/simulated/scene.ts'
import { Shop } from '../../../drivers/simulated/shop.ts'
import { Truth } from '../../../drivers/simulated/truth.ts'
import { FLOOR, store } from './store.ts'

const MINUTE = 60_000
const LOOK = 100

describe('a simulated shop', () => {
  test('is the same however often it is asked', () => {
    const whole = new Shop(store({ seed: 11 }))
    whole.advance(8000)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 8000 }), { maxLength: 30 }), stops => {
        const shop = new Shop(store({ seed: 11 }))
        for (const atMs of [...stops, 8000]) shop.advance(atMs)
        expect(shop.people.map(where)).toEqual(whole.people.map(where))
      }),
      { numRuns: 5 },
    )
  })

  test.each([1, 2, 3])(
    'has walls, opens at once, serves everybody, lets them go, and nobody walks through anybody (seed %d)',
    seed => {
      const { truth, strangers, fastest, heights, overlaps, looks } = watch(seed, 3 * MINUTE)
      expect(strangers).toEqual([])
      expect(truth.visits.every(({ entrance }) => entrance === 'door')).toBe(true)
      expect(truth.visits[0]!.enteredMs).toBeLessThan(5000)
      expect(truth.visits.length).toBeGreaterThan(20)
      expect(truth.passes.length).toBeGreaterThan(6)
      expect(truth.stays.map(({ zone }) => zone)).toEqual(expect.arrayContaining(FLOOR.zones.map(({ id }) => id)))
      expect(truth.visits.filter(({ enteredMs, leftMs }) => enteredMs < MINUTE && leftMs === undefined)).toEqual([])
      expect(fastest).toBeLessThan(2.2)
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(1.5)
      expect(Math.max(...heights)).toBeLessThanOrEqual(1.95)
      expect(overlaps / looks).toBeLessThan(0.02)
    },
  )

  test('needs no entrance, no zones and no scanner', () => {
    const bare = { ...FLOOR, entrances: [], zones: [] }
    const truth = new Truth(bare)
    new Shop({ ...store({ seed: 1 }, bare), scanners: [], campaigns: [] }, truth).advance(2 * MINUTE)
    expect(truth.visits.some(({ leftMs }) => leftMs !== undefined)).toBe(true)
  })

  test('is shopped in for longer where everybody takes their time', () => {
    const seconds = (lingerShare: number) => {
      const truth = new Truth(FLOOR)
      new Shop(store({ seed: 5, arrivalsPerMinute: 2, lingerShare }), truth).advance(10 * MINUTE)
      const visits = truth.visits.flatMap(({ enteredMs, leftMs }) => (leftMs === undefined ? [] : [leftMs - enteredMs]))
      return visits.reduce((sum, ms) => sum + ms, 0) / visits.length / 1000
    }
    expect(seconds(1)).toBeGreaterThan(2 * seconds(0))
  })

  test('stays empty where nobody comes', () => {
    const shop = new Shop(store({ arrivalsPerMinute: 0, passersPerMinute: 0 }))
    shop.advance(MINUTE)
    expect(shop.people).toEqual([])
  })
})

test('the example configuration has something of everything within its first minute', () => {
  const config = Config.parse(parse(readFileSync(new URL('config/example.yaml', ROOT), 'utf8')))
  const truth = new Truth(config.floor)
  const shop = new Shop(scene(config, { nowMs: 0, paced: false }), truth)
  let scans = 0
  for (let atMs = 0; atMs <= MINUTE; atMs += 1000) {
    shop.advance(atMs)
    scans += shop.scans.length
  }
  const [first] = truth.visits
  expect(first!.enteredMs).toBeLessThan(3500)
  expect(truth.visits.filter(({ leftMs }) => leftMs !== undefined).length).toBeGreaterThan(1)
  expect(truth.passes.length).toBeGreaterThan(1)
  expect(scans).toBeGreaterThan(1)
  for (const { id, dwellSeconds } of config.floor.zones) {
    const stays = truth.stays.filter(({ zone, fromMs, toMs }) => zone === id && toMs! - fromMs > 1000 * dwellSeconds)
    expect(stays.length, id).toBeGreaterThan(0)
  }
})

function where({ id, x, y, facing, stride }: Person) {
  return { id, x, y, facing, stride }
}

/** Follows a shop step by step. */
function watch(seed: number, untilMs: number) {
  const truth = new Truth(FLOOR)
  const shop = new Shop(store({ seed }), truth)
  const last = new Map<number, readonly [number, number]>()
  const half = new Map<number, readonly [number, number]>()
  const strangers = new Set<number>()
  const heights = new Set<number>()
  let [fastest, overlaps, looks] = [0, 0, 0]
  for (let atMs = LOOK; atMs <= untilMs; atMs += LOOK) {
    shop.advance(atMs)
    for (const { id, x, y, height, role } of shop.people) {
      const [wasX, wasY] = last.get(id) ?? [x, y]
      last.set(id, [x, y])
      if (role !== 'child') heights.add(height)
      // Steps that push two bodies apart are short, so speed is taken over half a second.
      if (atMs % 500 === 0) fastest = Math.max(fastest, speed(id, x, y))
      if (contains(FLOOR.outline, x, y) && !contains(FLOOR.outline, wasX, wasY) && (x < 0.9 || x > 2.9))
        strangers.add(id)
      looks++
      overlaps += shop.people.some(other => other.id !== id && Math.hypot(other.x - x, other.y - y) < 0.4) ? 1 : 0
    }
  }
  return { truth, strangers: [...strangers], heights: [...heights], fastest, overlaps, looks }

  function speed(id: number, x: number, y: number): number {
    const was = half.get(id)
    half.set(id, [x, y])
    return was ? Math.hypot(x - was[0], y - was[1]) / 0.5 : 0
  }
}
