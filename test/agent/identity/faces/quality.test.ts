import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CROP } from '../../../../agent/identity/faces/crop.ts'
import {
  ANYTHING,
  ENROL,
  lacking,
  MATCH,
  measureLight,
  measurePose,
  type Quality,
  REASONS,
  worth,
} from '../../../../agent/identity/faces/quality.ts'
import { FIVE, FOUR, SIDE } from '../../../../agent/identity/faces/template.ts'

/** A head in millimetres, x to its left, y down, z towards whoever looks: eyes, nose, corners of the mouth. */
const HEAD = [
  [-31.5, 0, 0],
  [31.5, 0, 0],
  [0, 35.7, 40],
  [-25, 67.4, 0],
  [25, 67.4, 0],
] as const

const good = (): Quality => ({
  eyes: 60,
  covered: 1,
  yawDegrees: 0,
  pitchDegrees: 0,
  rollDegrees: 0,
  light: 120,
  contrast: 40,
  sharpness: 0.05,
})
const angle = (most: number) => fc.double({ min: -most, max: most, noNaN: true })

test('how a head is turned is told within some degrees, whatever its size and place', () => {
  fc.assert(
    fc.property(
      angle(30),
      angle(20),
      angle(40),
      fc.double({ min: 0.3, max: 5, noNaN: true }),
      (yaw, pitch, roll, scale) => {
        const seen = good()
        const points = HEAD.flatMap(([x, y, z]) =>
          project([x, y, z], yaw, pitch, roll).map(value => 300 + scale * value),
        )
        measurePose(points, points.length, seen)
        expect(Math.abs(seen.yawDegrees - yaw)).toBeLessThan(12)
        expect(Math.abs(seen.rollDegrees - roll)).toBeLessThan(12)
        if (Math.abs(yaw) < 5) expect(Math.abs(seen.pitchDegrees - pitch)).toBeLessThan(12)
      },
    ),
  )
})

test.each([
  ['five', FIVE],
  ['four', FOUR],
])('a face as the net knows it, by %s points, looks straight ahead', (_, points) => {
  const seen = good()
  measurePose(points, points.length, seen)
  expect(seen.eyes).toBeCloseTo(53, 0)
  for (const degrees of [seen.yawDegrees, seen.pitchDegrees, seen.rollDegrees])
    expect(Math.abs(degrees)).toBeLessThan(3)
})

describe('a crop', () => {
  test('is as bright as it is, and the sharper the less it was smoothed', () => {
    let before = Number.POSITIVE_INFINITY
    for (const smoothing of [0, 1, 2, 4, 8]) {
      const seen = good()
      measureLight(noise(smoothing), 0, seen)
      expect(Math.abs(seen.light - 128)).toBeLessThan(6)
      expect(seen.sharpness).toBeLessThan(before)
      before = seen.sharpness
    }
  })

  test('of one colour has no contrast and no sharpness', () => {
    const seen = good()
    measureLight(new Uint8Array(CROP).fill(90), 0, seen)
    expect([seen.light, seen.contrast, seen.sharpness]).toEqual([90, 0, 0])
  })
})

test.each([
  ['too-small', { eyes: 10 }],
  ['cut-off', { covered: 0.5 }],
  ['turned-aside', { yawDegrees: -60 }],
  ['turned-up-or-down', { pitchDegrees: 50 }],
  ['tilted', { rollDegrees: 80 }],
  ['too-dark', { light: 10 }],
  ['too-bright', { light: 250 }],
  ['too-flat', { contrast: 3 }],
  ['blurred', { sharpness: 0 }],
] as const)('is told to be %s, and nothing else', (reason, change) => {
  for (const wanted of [MATCH, ENROL]) {
    expect(lacking({ ...good(), ...change }, wanted)).toEqual([reason])
    expect(lacking(good(), wanted)).toEqual([])
  }
})

test('what is no number is never good enough', () => {
  for (const key of Object.keys(good()) as (keyof Quality)[])
    expect(lacking({ ...good(), [key]: Number.NaN }, ANYTHING).length).toBeGreaterThan(0)
  const nothing = Object.fromEntries(Object.keys(good()).map(key => [key, Number.NaN])) as unknown as Quality
  expect(lacking(nothing, MATCH)).toEqual([...REASONS])
})

test('whoever is good enough for a template is good enough for a match, and is worth more the straighter they look', () => {
  fc.assert(
    fc.property(angle(19), angle(60), (less, more) => {
      const [straight, turned] = [less, more].map(yawDegrees => worth({ ...good(), yawDegrees }))
      if (Math.abs(less) < Math.abs(more)) expect(straight).toBeGreaterThanOrEqual(turned)
      expect(lacking({ ...good(), yawDegrees: less }, ENROL)).toEqual([])
      expect(lacking({ ...good(), yawDegrees: less }, MATCH)).toEqual([])
    }),
  )
})

function project(
  [x, y, z]: readonly [number, number, number],
  yaw: number,
  pitch: number,
  roll: number,
): [number, number] {
  const [a, b, c] = [yaw, pitch, roll].map(degrees => (degrees * Math.PI) / 180)
  const [x1, z1] = [x * Math.cos(a) + z * Math.sin(a), z * Math.cos(a) - x * Math.sin(a)]
  const y1 = y * Math.cos(b) + z1 * Math.sin(b)
  return [x1 * Math.cos(c) - y1 * Math.sin(c), x1 * Math.sin(c) + y1 * Math.cos(c)]
}

function noise(smoothing: number): Uint8Array {
  let state = 7
  let row = Float64Array.from({ length: SIDE * SIDE }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 24) & 255
  })
  for (let turn = 0; turn < smoothing; turn++)
    row = row.map(
      (value, i) =>
        (value + (row[i - 1] ?? 128) + (row[i + 1] ?? 128) + (row[i - SIDE] ?? 128) + (row[i + SIDE] ?? 128)) / 5,
    )
  return Uint8Array.from({ length: CROP }, (_, i) => row[Math.floor(i / 3)])
}
