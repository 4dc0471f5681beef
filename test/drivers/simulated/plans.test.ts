import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Floor } from '../../../config/floor.ts'
import { watch } from './habits.ts'
import { store } from './store.ts'

const MINUTE = 60_000

/** Rooms with a corner cut out of them or not, one door or two, and areas and a queue strewn over them, also onto each other. */
const plans = fc
  .record({
    width: fc.integer({ min: 6, max: 16 }),
    depth: fc.integer({ min: 5, max: 11 }),
    cut: fc.boolean(),
    doors: fc.integer({ min: 1, max: 2 }),
    areas: fc.array(fc.tuple(share(), share(), share(), share()), { minLength: 0, maxLength: 4 }),
    queue: fc.option(fc.tuple(share(), share()), { nil: undefined }),
  })
  .map(({ width, depth, cut, doors, areas, queue }) => {
    const corner: [number, number][] = cut
      ? [
          [width, depth * 0.6],
          [width * 0.6, depth * 0.6],
          [width * 0.6, depth],
        ]
      : [[width, depth]]
    const box = (x: number, y: number, w: number, h: number): [number, number][] => [
      [x, y],
      [x + w, y],
      [x + w, y + h],
      [x, y + h],
    ]
    const inside = cut ? [width * 0.6, depth * 0.6] : [width, depth]
    return Floor.parse({
      outline: [[0, 0], [width, 0], ...corner, [0, depth]],
      entrances: Array.from({ length: doors }, (_, i) => {
        const x = (width * (2 * i + 1)) / (2 * doors)
        return { id: `door-${i}`, from: [x - 0.9, 0], to: [x + 0.9, 0] }
      }),
      zones: [
        ...areas.map(([x, y, w, h], i) => ({
          id: `area-${i}`,
          outline: box(0.3 + x * (inside[0]! - 3.5), 1.5 + y * (inside[1]! - 2.9), 1 + 2 * w, 0.8 + 0.5 * h),
        })),
        ...(queue
          ? [
              {
                id: 'pay',
                kind: 'queue' as const,
                outline: box(0.5 + queue[0] * (width - 2), 1.6, 1, 1.2 + queue[1] * (depth * 0.6 - 3)),
              },
            ]
          : []),
      ],
    })
  })

test('whatever the floor plan is, people come in, go nowhere through shelves, and come out again', () => {
  fc.assert(
    fc.property(plans, fc.integer({ min: 1, max: 1000 }), (floor, seed) => {
      const { truth, inFurniture, stuck, looks } = watch(
        store({ seed, arrivalsPerMinute: 5 }, floor),
        floor,
        5 * MINUTE,
      )
      expect(truth.visits.length).toBeGreaterThan(3)
      expect(inFurniture).toBe(0)
      expect(stuck / looks).toBeLessThan(0.02)
      expect(truth.visits.filter(({ enteredMs, leftMs }) => enteredMs < MINUTE && leftMs === undefined)).toEqual([])
    }),
    { numRuns: 12 },
  )
})

function share() {
  return fc.double({ min: 0, max: 1, noNaN: true })
}
