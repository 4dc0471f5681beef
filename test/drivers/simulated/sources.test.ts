import { expect, test } from 'vitest'
import { Simulation } from '../../../config/simulation.ts'
import type { BoxFrame } from '../../../drivers/frame.ts'
import { depthCamera } from '../../../drivers/simulated/camera.ts'
import { eye } from '../../../drivers/simulated/eye.ts'
import { scanner } from '../../../drivers/simulated/scanner.ts'
import { scene } from '../../../drivers/simulated/scene.ts'
import { sniffer } from '../../../drivers/simulated/sniffer.ts'
import type { Source } from '../../../drivers/source.ts'
import { sourceSuite } from '../conformance.ts'
import { CAMPAIGNS, CEILING, EYE, FLOOR, SCANNER, store, WIFI } from './store.ts'

const shop = store({ seed: 7 })
const times = (item: { atMs: number }) => [item.atMs]

sourceSuite('a simulated depth camera', async () => ({ source: depthCamera(CEILING, shop), times }))
sourceSuite('a simulated colour camera', async () => ({ source: eye(EYE, shop), times }))
sourceSuite('a simulated scanner', async () => ({
  source: scanner(SCANNER, shop),
  times: scans => scans.map(({ atMs }) => atMs),
}))
sourceSuite('a simulated sniffer', async () => ({
  source: sniffer(WIFI, shop),
  times: batch => batch.atMs.subarray(0, batch.count),
}))
sourceSuite('a simulated depth camera that keeps pace', async () => {
  const config = { simulation: undefined, floor: FLOOR, campaigns: CAMPAIGNS, scanners: [] }
  const fast = { ...CEILING, maxFps: 60 }
  return { source: depthCamera(fast, scene(config, { nowMs: 5000, paced: true })), times }
})

test('a shop that began before its sensors, or begins after them, is the same for all who name its beginning', async () => {
  const first = async (sinceMs: number) => {
    const simulation = Simulation.parse({ seed: 7, since: new Date(sinceMs).toISOString() })
    const nowMs = 1_000_000
    const shop = scene({ simulation, floor: FLOOR, campaigns: CAMPAIGNS, scanners: [] }, { nowMs, paced: true })
    for await (const { index, atMs, ...seen } of eye(EYE, shop).open(new AbortController().signal))
      return { atMs, seen }
    throw new Error('saw nothing')
  }
  const late = await first(970_000)
  expect(late.atMs).toBeGreaterThanOrEqual(1_000_000)
  const whole = scene(
    { simulation: Simulation.parse({ seed: 7 }), floor: FLOOR, campaigns: CAMPAIGNS, scanners: [] },
    { nowMs: 970_000, paced: false },
  )
  for await (const { atMs, index: _, ...seen } of eye(EYE, whole).open(new AbortController().signal))
    if (atMs >= late.atMs) {
      expect({ atMs, people: seen.who.length }).toEqual({ atMs: late.atMs, people: late.seen.who.length })
      break
    }
  expect(((await first(1_000_050)).atMs - 1_000_050) % 100).toBe(0)
})

test('a shop that ends ends its sources', async () => {
  const brief = store({ seconds: 1 })
  const seen: number[] = []
  for await (const { atMs } of depthCamera(CEILING, brief).open(new AbortController().signal)) seen.push(atMs)
  expect(seen).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
})

test('the same seed gives the same pictures, another seed others', async () => {
  const [first, second, other] = await Promise.all([picture(3), picture(3), picture(4)])
  expect(second).toEqual(first)
  expect(other).not.toEqual(first)
})

test('a colour camera sees the same whether it looks alone, late or beside others', async () => {
  const scene = () => store({ seed: 9, seconds: 20 })
  const alone = await boxes(eye(EYE, scene()))
  expect(alone.length).toBe(201)
  expect(alone.some(({ who }) => who.length > 2)).toBe(true)
  const shared = scene()
  const others = [
    eye(EYE, shared),
    eye({ ...EYE, maxFps: 7 }, shared),
    eye({ ...EYE, id: 'other' }, shared),
    depthCamera(CEILING, shared),
    scanner(SCANNER, shared),
    sniffer(WIFI, shared),
  ]
  const [beside] = await Promise.all(others.map(source => boxes(source as Source<BoxFrame>)))
  expect(beside).toEqual(alone)
  // The shop that they shared is over: whoever comes now has one of their own.
  expect(await boxes(eye(EYE, shared))).toEqual(alone)
})

test('errors belong to the sensor: two cameras in one place do not err together', async () => {
  const [one, other] = await Promise.all(['one', 'other'].map(id => boxes(eye({ ...EYE, id }, store({ seconds: 5 })))))
  expect(one).not.toEqual(other)
})

test('the sniffer hears whole frames of addresses that nobody was given by a maker', async () => {
  let frames = 0
  for await (const batch of sniffer(WIFI, store({ seed: 2, seconds: 120 })).open(new AbortController().signal)) {
    expect(batch.malformed).toBe(0)
    for (let i = 0; i < batch.count; i++, frames++) {
      const source = batch.bytes.subarray(batch.start[i]! + 10, batch.start[i]! + 16)
      expect(source[0]! & 1).toBe(0)
      expect(source[0]! & 2 || !(source[0]! | source[1]! | source[2]!)).toBeTruthy()
      expect(batch.rssi[i]).toBeLessThan(0)
      expect(batch.mhz[i]).toBe(2437)
    }
  }
  expect(frames).toBeGreaterThan(100)
})

test('the scanner reads codes of the campaigns and strange ones', async () => {
  const texts: string[] = []
  for await (const scans of scanner(SCANNER, store({ seed: 5, seconds: 600 })).open(new AbortController().signal))
    texts.push(...scans.map(({ text }) => text))
  const known = texts.filter(text => CAMPAIGNS.some(({ prefix }) => text.startsWith(prefix)))
  expect(known.length).toBeGreaterThan(texts.length / 2)
  expect(texts.length).toBeGreaterThan(known.length)
})

async function picture(seed: number): Promise<number[]> {
  for await (const { index, millimetres } of depthCamera(CEILING, store({ seed })).open(new AbortController().signal))
    if (index === 30) return [...millimetres]
  return []
}

async function boxes(source: Source<BoxFrame>) {
  const seen: { atMs: number; who: readonly number[]; box: readonly number[]; score: readonly number[] }[] = []
  for await (const { atMs, who = [], box = [], score = [] } of source.open(new AbortController().signal))
    seen.push({ atMs, who: [...who], box: [...box], score: [...score] })
  return seen
}
