import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { HealthFact } from '../../../agent/health/fact.ts'
import type { Meter } from '../../../agent/health/meter.ts'
import type { Lane, Losses } from '../../../agent/lanes/lane.ts'
import { latestDepth } from '../../../agent/lanes/latest.ts'
import { live } from '../../../agent/lanes/live.ts'
import type { Stages, Surroundings } from '../../../agent/lanes/stages.ts'
import { Fault } from '../../../config/fault.ts'
import { Health } from '../../../config/health.ts'
import type { DepthFrame } from '../../../drivers/frame.ts'

/** What was told, in order, by lanes that run to the end of their sources. */
async function watch(
  lanes: readonly Lane[],
  tick = (_atMs: number) => {},
  now = () => 0,
  wait = (_untilMs: number) => {},
  signal = new AbortController().signal,
  meter: Partial<Meter> = {},
) {
  const facts: string[] = []
  const covered: boolean[] = []
  const faults: string[] = []
  const lost: Record<string, Losses> = {}
  const turns: string[] = []
  const around = {
    config: { health: Health.parse({}), store: { timezone: 'UTC' }, cameras: [], depth: [], wifi: [] },
    tell: (fact: HealthFact) => facts.push(`${fact.kind} ${'sensor' in fact ? fact.sensor : ''}`),
    warn: (fault: Fault) => faults.push(fault.code),
    lost: (sensor: string, losses: Losses) => (lost[sensor] = losses),
    meters: { of: () => ({ follow() {}, pass() {}, done() {}, ...meter }) },
  } as unknown as Surroundings
  const stages = {
    tick,
    wait,
    journey: { covered: (yes: boolean) => covered.push(yes) },
    floor: { dark: (id: string) => turns.push(`dark ${id}`), light: (id: string) => turns.push(`light ${id}`) },
  } as unknown as Stages
  await live(lanes, stages, around, signal, now, { firstMs: 0, longestMs: 0, steadyMs: 0 })
  return { facts, covered, faults, lost, turns }
}

function lane(id: string, items: number, see: (item: number) => void): Lane<number> {
  return {
    floor: true,
    source: {
      id,
      async *open() {
        for (let i = 0; i < items; i++) yield i
      },
    },
    atMs: item => item,
    see,
    close: () => {},
  }
}

test('a stage that fails degrades its sensor once until an item goes through, and the other lanes go on', async () => {
  const seen: number[] = []
  const ill = lane('ill', 6, item => {
    if (item >= 1 && item <= 3) throw new Fault('MODEL_MISSING', { model: 'nanodet' })
  })
  const { facts, covered, faults, turns } = await watch([ill, lane('well', 6, item => void seen.push(item))])
  expect(seen).toEqual([0, 1, 2, 3, 4, 5])
  expect(facts).toEqual(['sensor.degraded ill', 'sensor.recovered ill'])
  expect(faults).toEqual(['MODEL_MISSING'])
  expect(covered.slice(0, 2)).toEqual([false, false])
  expect(covered).toContain(true)
  expect(covered.at(-1)).toBe(false)
  const ofIll = turns.filter(turn => turn.endsWith('ill'))
  expect(ofIll).toEqual(['light ill', 'dark ill', 'light ill', 'dark ill'])
})

test('frames that come too fast are dropped, counted and told', async () => {
  const millimetres = new Uint16Array(4)
  const frames = 50
  let seen = 0
  const slow: Lane<DepthFrame> = {
    floor: true,
    source: {
      id: 'eye',
      async *open() {
        for (let index = 0; index < frames; index++) {
          await new Promise(setImmediate)
          yield { atMs: index, index, width: 2, height: 2, millimetres }
        }
      },
    },
    latest: latestDepth,
    atMs: frame => frame.atMs,
    async see() {
      seen++
      await new Promise(resolve => setTimeout(resolve, 5))
    },
    close: () => {},
  }
  const { lost } = await watch([{ ...slow, losses: () => ({ late: 2, early: 0 }) }])
  expect(lost.eye).toEqual({ late: 2, dropped: frames - seen })
  expect(seen).toBeLessThan(frames)
})

test('time does not overtake pictures that are looked at late', async () => {
  const LATE_MS = 3000
  const passed: number[] = []
  let shownMs = Number.NaN
  const late: Lane<number> = {
    ...lane('late', 0, atMs => void (shownMs = atMs)),
    source: {
      id: 'late',
      async *open() {
        for (let i = 0; i < 4; i++) {
          yield performance.now() - LATE_MS
          await new Promise(resolve => setTimeout(resolve, 300))
        }
      },
    },
  }
  const tick = (atMs: number) => {
    if (!Number.isNaN(shownMs)) passed.push(atMs - shownMs)
  }
  await watch([late], tick, () => performance.now())
  expect(passed.length).toBeGreaterThan(2)
  expect(Math.max(...passed)).toBeLessThanOrEqual(0)
})

test('of two sensors the later one says how far what is seen takes time on, until it fails', async () => {
  const [passed, waits]: [number[], number[]] = [[], []]
  let opened = 0
  const slow: Lane<number> = {
    ...lane('slow', 0, () => {}),
    source: {
      id: 'slow',
      async *open(signal) {
        if (opened++ > 0) return void (await once(signal, 'abort'))
        yield 6000
        await new Promise(resolve => setTimeout(resolve, 50))
        throw new Fault('SOURCE_LOST', { sensor: 'slow', why: 'test' })
      },
    },
  }
  const fast = lane('fast', 0, atMs => void passed.push(atMs))
  const later = async function* () {
    for (const atMs of [9800, 9900]) {
      await new Promise(resolve => setTimeout(resolve, 20))
      yield atMs
    }
    await new Promise(resolve => setTimeout(resolve, 200))
    yield 9950
  }
  const stop = new AbortController()
  const ended = watch(
    [slow, { ...fast, source: { id: 'fast', open: later } }],
    undefined,
    () => 10_000,
    until => {
      waits.push(until)
      if (waits.includes(9950)) stop.abort()
    },
    stop.signal,
  )
  await ended
  expect(passed).toEqual([9800, 9900, 9950])
  expect(waits.filter(until => until === 6000).length).toBeGreaterThanOrEqual(3)
  expect(waits).toContain(9950)
})

test('nobody looks at pictures that are so late that whoever is in them may be gone, and they are counted', async () => {
  const seen: number[] = []
  const passed: string[] = []
  await watch(
    [lane('eye', 0, () => {})].map(eye => ({
      ...eye,
      see: (atMs: number) => void seen.push(atMs),
      source: {
        id: 'eye',
        async *open() {
          yield* [Number.NEGATIVE_INFINITY, 1000, 4000, 6000, 9990]
        },
      },
    })),
    undefined,
    () => 10_000,
    undefined,
    undefined,
    { late: lateMs => passed.push(`late ${lateMs}`) },
  )
  expect(seen).toEqual([Number.NEGATIVE_INFINITY, 6000, 9990])
  expect(passed).toEqual(['late 9000', 'late 6000'])
})
