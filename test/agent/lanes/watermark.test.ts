import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Watermark } from '../../../agent/lanes/watermark.ts'

describe('time', () => {
  test('runs a little behind the clock while pictures are looked at as they come', () => {
    const watermark = new Watermark(500)
    watermark.show('door', 9900)
    expect(watermark.at(10_000)).toBe(9500)
  })

  test('does not overtake pictures that are still to be looked at', () => {
    const watermark = new Watermark(500)
    watermark.show('door', 7000)
    expect(watermark.at(10_000)).toBe(7000)
    watermark.show('door', 7400)
    expect(watermark.at(10_400)).toBe(7400)
  })

  test('waits for the slowest of the sensors that deliver', () => {
    const watermark = new Watermark(500)
    watermark.show('door', 9900)
    watermark.show('back', 8000)
    expect(watermark.at(10_000)).toBe(8000)
  })

  test('does not wait for long for one that delivers nothing any more', () => {
    const watermark = new Watermark(500)
    watermark.show('door', 1000)
    expect(watermark.at(6000)).toBe(1000)
    expect(watermark.at(6250)).toBe(5750)
  })

  test('begins anew where the clock was set back', () => {
    const watermark = new Watermark(500)
    watermark.show('door', 90_000)
    expect(watermark.at(90_100)).toBe(89_600)
    expect(watermark.at(30_000)).toBe(29_500)
  })

  test('never goes back by less than that, nor before what is shown', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(400), fc.nat(8000), fc.constantFrom('a', 'b', undefined))), steps => {
        const watermark = new Watermark(500)
        let [nowMs, beforeMs] = [100_000, Number.NEGATIVE_INFINITY]
        for (const [passMs, lateMs, sensor] of steps) {
          nowMs += passMs
          if (sensor) watermark.show(sensor, nowMs - lateMs)
          const atMs = watermark.at(nowMs)
          expect(atMs).toBeGreaterThanOrEqual(beforeMs)
          expect(atMs).toBeLessThanOrEqual(nowMs - 500)
          expect(atMs).toBeGreaterThanOrEqual(nowMs - 5000)
          beforeMs = atMs
        }
      }),
    )
  })
})
