import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { Meter, Rate } from '../../../agent/health/meter.ts'
import { Meters } from '../../../agent/health/meters.ts'
import { Pulse } from '../../../agent/health/pulse.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

function meters() {
  const pulse = new Pulse(['west', 'ears'])
  const sensors = [
    { id: 'west', kind: 'camera' as const },
    { id: 'ears', kind: 'wifi' as const },
  ]
  const all = new Meters(sensors, { pulse }, () => 10_000)
  closing.push(() => all.close())
  return { pulse, all }
}

test('a meter agrees with the same worked out over everything that happened', () => {
  const item = fc.record({ latencyMs: fc.double({ min: 0, max: 1e5, noNaN: true }), stageMs: fc.nat(1000) })
  fc.assert(
    fc.property(fc.array(item, { maxLength: 600 }), fc.nat(50), fc.nat(50), (items, passed, dropped) => {
      const meter = new Meter('west', 'camera')
      meter.follow({ dropped, waiting: 1 })
      for (const { latencyMs, stageMs } of items) meter.done(latencyMs, stageMs)
      for (let i = 0; i < passed; i++) meter.pass()
      const recent = items.map(({ latencyMs }) => latencyMs).slice(-256)
      // The least that a share of them does not exceed.
      const least = (share: number) =>
        recent
          .toSorted((a, b) => a - b)
          .find(limit => recent.filter(one => one <= limit).length >= share * recent.length)
      expect(meter.latenciesMs(0.5, 0.99)).toEqual(recent.length > 0 ? [least(0.5), least(0.99)] : undefined)
      expect([meter.delivered, meter.dropped, meter.waiting]).toEqual([items.length, passed + dropped, 1])
      expect(meter.stageMs).toBe(items.reduce((sum, { stageMs }) => sum + stageMs, 0))
    }),
  )
})

test('what does not say when it was captured has no latency, and is counted all the same', () => {
  const meter = new Meter('ears', 'wifi')
  meter.done(Number.POSITIVE_INFINITY, 1)
  meter.done(Number.NaN, 1)
  expect([meter.delivered, meter.latenciesMs(0.5)]).toEqual([2, undefined])
})

test('a rate is over the last ten seconds', () => {
  const rate = new Rate()
  expect(rate.perSecond).toBe(0)
  for (let second = 0; second <= 30; second++) rate.tick(second < 15 ? 0 : 5 * (second - 15), 1000 * second)
  expect(rate.perSecond).toBe(5)
  for (let second = 31; second <= 35; second++) rate.tick(75, 1000 * second)
  expect(rate.perSecond).toBe(2.5)
  for (let second = 36; second <= 40; second++) rate.tick(75, 1000 * second)
  expect(rate.perSecond).toBe(0)
})

test('the meters tell how each sensor fares, and why one does not', () => {
  const { pulse, all } = meters()
  pulse.beat('west', 8000)
  pulse.note({ kind: 'sensor.failed', sensor: 'ears', atMs: 9000, cause: 'SOURCE_LOST', sinceMs: 9000 })
  all.tick(0)
  for (let i = 0; i < 20; i++) all.of('west')!.done(30, 12)
  all.tick(2000)
  const [west, ears] = all.read().sensors
  expect(west).toMatchObject({ id: 'west', kind: 'camera', state: 'well', ageSeconds: 2, perSecond: 10, delivered: 20 })
  expect(west).toMatchObject({ latencyMs: { p50: 30, p99: 30 }, stageMs: { mean: 12 } })
  expect(ears).toMatchObject({ state: 'failed', cause: 'SOURCE_LOST', sinceSeconds: 1, perSecond: 0 })
  expect(ears).not.toHaveProperty('latencyMs')
  pulse.note({ kind: 'sensor.recovered', sensor: 'ears', atMs: 9500, sinceMs: 9000 })
  expect(all.read().sensors[1]).not.toHaveProperty('cause')
})

test('the process is measured: a loop that is kept waiting shows, and so does its CPU time', async () => {
  const { all } = meters()
  await new Promise(resolve => setTimeout(resolve, 60))
  all.tick(0)
  const untilMs = performance.now() + 300
  while (performance.now() < untilMs);
  await new Promise(resolve => setTimeout(resolve, 60))
  all.tick(5000)
  const { process } = all.read()
  expect(process.loopDelayMs.p99).toBeGreaterThan(100)
  expect(process.cpuShare).toBeGreaterThan(0)
  expect(process.residentMegabytes).toBeGreaterThan(process.heapMegabytes)
})

test('of several cameras the one that keeps up least says how much there is to do', () => {
  const sensors = ['east', 'north', 'west'].map(id => ({ id, kind: 'camera' as const }))
  const all = new Meters(sensors, { pulse: new Pulse(['east', 'north', 'west']) }, () => 0)
  closing.push(() => all.close())
  const queue = { dropped: 0, waiting: 0 }
  all.of('west')!.follow(queue)
  for (let second = 0; second <= 10; second++) {
    for (const id of ['east', 'north']) for (let i = 0; i < 10; i++) all.of(id)!.done(50, 30)
    all.of('west')!.done(2500, 400)
    queue.dropped += 9
    all.tick(1000 * second)
  }
  const { overtaken, lateMs } = all.load()
  expect(overtaken).toBeCloseTo(0.9, 2)
  expect(lateMs).toBeCloseTo(2500, 0)
})

test('pictures that are passed over for their age press the budget as much as those that are looked at', () => {
  const { all } = meters()
  all.tick(0)
  all.of('west')!.done(1000, 10)
  all.of('west')!.late(4000)
  all.tick(1000)
  expect([all.load().lateMs, all.of('west')!.dropped]).toEqual([2500, 1])
  // Nor is it otherwise where none is looked at any more.
  for (let second = 2; second <= 20; second++) {
    all.of('west')!.late(4000)
    all.tick(1000 * second)
  }
  expect(all.load().lateMs).toBeCloseTo(4000, 6)
})
