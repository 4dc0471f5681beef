import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StaffMoments, staffMoments } from '../../../agent/events/staff.ts'
import { ROOT } from '../../../config/root.ts'

test('the example of the document is as the schema says', () => {
  const text = readFileSync(new URL('agent/events/README.md', ROOT), 'utf8')
  const [, example] = /```json\n(.*?)```/s.exec(text)!
  expect(StaffMoments.parse(JSON.parse(example!)).moments).toHaveLength(1)
})

test('however many are open, it is as the schema says, and says how many it leaves out', () => {
  const approach = fc.record({
    visit: fc.stringMatching(/^[\w-]{8,40}$/),
    touchpoint: fc.constantFrom('wall', 'new-arrivals'),
    openedMs: fc.integer({ min: 0, max: 4e12 }),
    untilMs: fc.integer({ min: 0, max: 4e12 }),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    reasons: fc.array(fc.string(), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(fc.array(approach, { maxLength: 60 }), all => {
      const told = StaffMoments.parse(JSON.parse(JSON.stringify(staffMoments(all, 3, 1000))))
      expect(told.moments.map(({ visit }) => visit)).toEqual(all.slice(0, 24).map(({ visit }) => visit))
      expect(told.moments.length + told.more).toBe(all.length)
    }),
  )
})
