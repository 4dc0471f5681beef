import { expect, test } from 'vitest'
import { Posed } from '../../../config/cameras.ts'
import { type Sight as Errors, Simulation } from '../../../config/simulation.ts'
import type { Body } from '../../../drivers/simulated/body.ts'
import { stretch } from '../../../drivers/simulated/geometry.ts'
import { Noise } from '../../../drivers/simulated/noise.ts'
import { Sight } from '../../../drivers/simulated/sight.ts'

const OPTICS = Posed.parse({
  intrinsics: { width: 1280, height: 720, fx: 800, fy: 800, cx: 640, cy: 360 },
  pose: { position: [4, 0], heightMetres: 2.8, tiltDegrees: 65, headingDegrees: 90 },
})
const EXACT: Errors = { missShare: 0, jitter: 0, falseAlarmsPerMinute: 0 }
const { sight: USUAL } = Simulation.parse({})
const PICTURES = 20_000

test('without errors everybody in the open is found in every picture, in the same place', () => {
  const sight = open(EXACT)
  const people = [body(1, 3, 4), body(2, 5, 5)]
  const first = sight.look(people, [], 0)
  expect([...first.who].sort()).toEqual([1, 2])
  for (let i = 1; i < 50; i++) expect([...sight.look(people, [], 100 * i).box].sort()).toEqual([...first.box].sort())
})

test('with the usual errors about 3 % are missed, and sides are off by about 2 % of the height', () => {
  const person = body(1, 4, 4)
  const [left, top, width, height] = open(EXACT).look([person], [], 0).box
  const sight = open(USUAL)
  let missed = 0
  const off: number[] = []
  for (let i = 0; i < PICTURES; i++) {
    const { who, box } = sight.look([person], [], 100 * i)
    const at = who.indexOf(1)
    if (at < 0) missed++
    else off.push((box[4 * at]! - left!) / height!, (box[4 * at + 1]! - top!) / height!)
  }
  expect(width! / height!).toBeLessThan(0.6)
  expect(missed / PICTURES).toBeGreaterThan(0.02)
  expect(missed / PICTURES).toBeLessThan(0.04)
  const deviation = Math.sqrt(off.reduce((sum, value) => sum + value * value, 0) / off.length)
  expect(deviation).toBeGreaterThan(0.018)
  expect(deviation).toBeLessThan(0.022)
})

test('false alarms come as often as is said', () => {
  const sight = open({ ...EXACT, falseAlarmsPerMinute: 6 })
  let spells = 0
  let was = 0
  for (let i = 0; i < 36_000; i++) {
    const { count, who } = sight.look([], [], 100 * i)
    if (count > was) spells++
    was = count
    expect(who.every(id => id === 0)).toBe(true)
  }
  // An hour; a spell shorter than a tenth of a second may fall between two pictures, one against the sky is none.
  expect(spells / 60).toBeGreaterThan(4)
  expect(spells / 60).toBeLessThanOrEqual(7)
})

test('who is hidden for the most part is not found, who is so by half is found in part and less surely', () => {
  const person = body(2, 4, 5)
  const sight = (front: Body) => open(EXACT).look([person, front], [], 0)
  const whole = open(EXACT).look([person], [], 0)
  const shelf = { base: stretch([3, 4], [5, 4]), depth: 0.3, height: 1.2 }
  const behind = new Sight(OPTICS, EXACT, new Noise(1, 'eye'))
  const found = behind.look([person], [shelf], 0)
  expect([...sight(body(1, 4, 4.5)).who]).toEqual([1])
  expect(found.count).toBe(1)
  expect(found.box[3]!).toBeLessThan(0.8 * whole.box[3]!)
  expect(found.box[1]!).toBeCloseTo(whole.box[1]!, 3)
  let [clear, half] = [0, 0]
  for (let i = 0; i < 200; i++) {
    clear += open(EXACT).look([person], [], 100 * i).score[0]!
    half += behind.look([person], [shelf], 100 * i).score[0] ?? 0
  }
  expect(half).toBeLessThan(0.9 * clear)
})

test('boxes end at the edges of the picture', () => {
  const sight = open(USUAL)
  for (let i = 0; i < 400; i++) {
    const { box, count } = sight.look([body(1, 4, 2 + i / 100), body(2, i / 50, 5)], [], 100 * i)
    for (let at = 0; at < count; at++) {
      const [x, y, width, height] = box.subarray(4 * at, 4 * at + 4)
      expect(Math.min(x!, y!, width!, height!)).toBeGreaterThanOrEqual(0)
      expect(x! + width!).toBeLessThanOrEqual(1280.001)
      expect(y! + height!).toBeLessThanOrEqual(720.001)
    }
  }
})

function open(errors: Errors): Sight {
  return new Sight(OPTICS, errors, new Noise(1, 'eye'))
}

function body(id: number, x: number, y: number): Body {
  return { id, x, y, height: 1.75, velocityX: 0, velocityY: 0, facing: 0, stride: 0 }
}
