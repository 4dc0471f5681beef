import { expect, test } from 'vitest'
import { Event } from '../../../agent/events/contract.ts'
import { leavesAt } from '../../../agent/events/level.ts'
import { LEVELS, rank } from '../../../config/jurisdictions.ts'

const NAMES = Event.options.map(
  option => option.shape.type.value.replace(/^aisle\.|\.v1$/g, '') as Parameters<typeof leavesAt>[0],
)

test('what leaves at a level leaves at every higher one, and at the highest all does', () => {
  for (const name of NAMES) {
    const at = LEVELS.filter(level => leavesAt(name, level)).map(rank)
    expect(at, name).toEqual(LEVELS.map(rank).slice(LEVELS.length - at.length))
    expect(at.length, name).toBeGreaterThan(0)
  }
})

test('where only counts may be known, no event is of a visit', () => {
  for (const option of Event.options) {
    const name = option.shape.type.value.replace(/^aisle\.|\.v1$/g, '') as (typeof NAMES)[number]
    const ofSomebody = option.shape.subject.safeParse('visit-0001').success
    if (ofSomebody) expect(leavesAt(name, 'counts'), name).toBe(false)
  }
})

test('devices are told of from their level on', () => {
  expect(LEVELS.map(level => leavesAt('device.counted', level))).toEqual([false, false, true, true])
})
