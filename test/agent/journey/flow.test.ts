import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Flow } from '../../../agent/journey/flow.ts'
import { Interval } from '../../../agent/journey/interval.ts'
import { Occupancy } from '../../../agent/journey/occupancy.ts'
import { walker } from '../../../agent/journey/visit.ts'

const MINUTE = 60_000
const WAYS = ['in', 'out'] as const

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('cross' as const), who: fc.nat(2), way: fc.constantFrom(...WAYS) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('dismiss' as const), who: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('unite' as const), who: fc.nat(2), into: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('pass' as const) }) },
)

test('an interval tells the crossings that it saw, less those of them that were taken back before its end', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const interval = new Interval(MINUTE)
      const flow = new Flow(interval, new Occupancy('flow', () => {}))
      const people = [0, 1, 2].map(person => walker(person, 0, false))
      let nowMs = 0
      let minute = 0
      interval.tick(nowMs)
      /** Every crossing that counts: whose, which way, and in which minute. */
      let crossings: { who: number; way: 'in' | 'out'; minute: number }[] = []
      const forget = (count: number, of: (one: (typeof crossings)[number]) => boolean) => {
        let left = count
        crossings = crossings.filter(one => !(of(one) && left-- > 0))
      }
      for (const one of steps) {
        if (one.does === 'cross') {
          flow.cross(people[one.who], one.way, nowMs)
          crossings.push({ who: one.who, way: one.way, minute })
        } else if (one.does === 'dismiss') {
          flow.takeBack(people[one.who], nowMs)
          forget(Number.POSITIVE_INFINITY, ({ who, minute: when }) => who === one.who && when === minute)
          crossings = crossings.filter(({ who }) => who !== one.who)
          people[one.who] = walker(one.who, nowMs, false)
        } else if (one.does === 'unite' && one.who !== one.into) {
          flow.unite(people[one.who], people[one.into], nowMs)
          for (const way of WAYS) {
            const of = (who: number) => crossings.filter(other => other.who === who && other.way === way).length
            const twice = Math.min(of(one.who), of(one.into))
            const both = (other: { who: number; way: string }) =>
              other.way === way && (other.who === one.who || other.who === one.into)
            const untold = crossings.filter(other => both(other) && other.minute === minute).length
            // What is told already stays told, but is of one person from here on.
            forget(Math.min(twice, untold), other => both(other) && other.minute === minute)
            forget(twice - Math.min(twice, untold), both)
          }
          for (const other of crossings) if (other.who === one.who) other.who = one.into
          people[one.who] = walker(one.who, nowMs, false)
        } else if (one.does === 'pass') {
          const told = interval.tick((nowMs += MINUTE))!
          for (const way of WAYS) expect(told[way]).toBe(counted(way, minute))
          minute++
        }
      }
      const told = interval.tick((nowMs += MINUTE))!
      for (const way of WAYS) expect(told[way]).toBe(counted(way, minute))

      function counted(way: 'in' | 'out', when: number): number {
        return crossings.filter(other => other.way === way && other.minute === when).length
      }
    }),
  )
})
