import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Opening } from '../../../agent/journey/hours.ts'
import { WallClock } from '../../../agent/journey/wall.ts'

test('shows what the clock on the wall of the shop shows, in winter and in summer', () => {
  const clock = new WallClock('Europe/Vienna')
  const at = (time: string) => clock.at(Date.parse(time))
  expect(at('2026-01-17T22:59:59Z')).toEqual({ date: '2026-01-17', minute: 1439, weekday: 6 })
  expect(at('2026-01-17T23:00:00Z')).toEqual({ date: '2026-01-18', minute: 0, weekday: 0 })
  expect(at('2026-07-15T07:00:00Z')).toEqual({ date: '2026-07-15', minute: 540, weekday: 3 })
})

test.each([
  ['09:00', '18:00', '2026-01-15T16:59:30Z', 30],
  ['09:00', '18:00', '2026-01-15T17:00:00Z', 0],
  ['09:00', '18:00', '2026-01-15T08:00:00Z', 9 * 3600],
  ['20:00', '02:00', '2026-01-15T22:00:00Z', 3 * 3600],
  ['20:00', '02:00', '2026-01-16T00:30:00Z', 1800],
  ['00:00', '00:00', '2026-01-15T19:00:00Z', undefined],
])('from %s to %s in Vienna it is, at %s, open for %s s yet', (from, to, at, seconds) => {
  expect(new Opening({ from, to }, 'Europe/Vienna').untilClosingSeconds(Date.parse(at))).toBe(seconds)
})

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(parts => parts.map(part => String(part).padStart(2, '0')).join(':'))
test('until just before it closes it is open, and then no more', () =>
  fc.assert(
    fc.property(
      clock,
      clock,
      fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
      (from, to, at) => {
        const opening = new Opening({ from, to, closed: ['sunday'] }, 'UTC')
        const nowMs = at.getTime()
        const seconds = opening.untilClosingSeconds(nowMs)
        if (seconds === undefined) expect(from).toBe(to)
        else if (!opening.isOpen(nowMs)) expect(seconds).toBe(0)
        else {
          expect(opening.isOpen(nowMs + 1000 * seconds - 1)).toBe(true)
          expect(opening.isOpen(nowMs + 1000 * seconds)).toBe(false)
        }
      },
    ),
  ))
