import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Floor } from '../../../agent/floor/floor.ts'
import { Watermark } from '../../../agent/lanes/watermark.ts'
import { shop, tracks } from '../floor/walkers.ts'

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
        const shown = new Map<string, number>()
        for (const [passMs, lateMs, sensor] of steps) {
          nowMs += passMs
          if (sensor) watermark.show(sensor, nowMs - lateMs)
          if (sensor) shown.set(sensor, nowMs - lateMs)
          const atMs = watermark.at(nowMs)
          expect(atMs).toBeGreaterThanOrEqual(beforeMs)
          expect(atMs).toBeLessThanOrEqual(nowMs - 500)
          expect(atMs).toBeGreaterThanOrEqual(nowMs - 5000)
          // Once it has gone on it does not come back to one that shows up late.
          for (const takenMs of shown.values())
            if (nowMs - takenMs <= 5000) expect(atMs).toBeLessThanOrEqual(Math.max(beforeMs, takenMs))
          beforeMs = atMs
        }
      }),
    )
  })
})

/**
 * How often somebody enters the zone in which they have stood for long, once a sensor alone sees them that is late by so much, and another one, which
 * has seen people there before, is not.
 */
function entries(lateMs: number): number {
  const floor = new Floor(shop())
  const watermark = new Watermark(500)
  let entered = 0
  for (let nowMs = 0; nowMs < 60_000; nowMs += 50) {
    const look = (sensor: string, takenMs: number, x: number | undefined) => {
      const there = x === undefined || takenMs < 0 ? [] : [{ id: 1, x, y: 5 }]
      const facts = floor.place(sensor, tracks(takenMs, there))
      entered += facts.filter(({ kind, atMs }) => kind === 'zone-entered' && atMs >= 20_000).length
      watermark.show(sensor, takenMs)
      floor.wait(watermark.seen(nowMs))
    }
    if (nowMs % 100 === 0) look('ceiling', nowMs - 100, nowMs < 18_000 ? 5.5 + Math.sin(nowMs / 3000) : undefined)
    if (nowMs % 200 === 0) look('corner', nowMs - lateMs, nowMs - lateMs < 20_000 ? undefined : 5.5)
    if (nowMs % 250 === 0)
      entered += floor.tick(watermark.at(nowMs)).filter(({ kind }) => kind === 'zone-entered').length
  }
  return entered
}

test.each([100, 1500, 2500, 3500, 4500])('whom one sees %i ms late stays, though another one is quick', lateMs => {
  expect(entries(lateMs)).toBe(0)
})
