import { describe, expect, test } from 'vitest'
import { Area } from '../../../agent/floor/area.ts'
import { astray } from '../../../agent/floor/astray.ts'
import { Person } from '../../../agent/floor/person.ts'

const OUTLINE = new Area([
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
])
const SPREAD = Float64Array.of(0.01, 0, 0.01, 0.01)

/** Somebody whom one sensor has at a spot from an instant to another, ten times a second. */
function standing(
  id: number,
  [x, y]: readonly [number, number],
  fromMs: number,
  toMs: number,
  cameIn: boolean,
): Person {
  const person = new Person(id, fromMs, cameIn)
  for (let atMs = fromMs; atMs <= toMs; atMs += 100) person.move('ceiling', id, x, y, SPREAD, atMs)
  return person
}

/** Who was lost and who they turn out to be. At 20 s the first of them has not been seen for 1.2 s. */
function found(...persons: Person[]): [number, number][] {
  const pairs: [number, number][] = []
  const all = new Map(persons.map(person => [person.id, person]))
  astray(all, OUTLINE, 20_000, (lost, begun) => pairs.push([lost.id, begun.id]))
  return pairs
}

describe('somebody who is lost on top of another', () => {
  const lost = (at: readonly [number, number] = [5, 5]) => standing(1, at, 1000, 18_800, true)
  const passer = (at: readonly [number, number] = [5.2, 5]) => standing(2, at, 2000, 20_000, true)

  test('is whoever began to be seen near there a moment before', () =>
    expect(found(lost(), passer(), standing(3, [6.2, 5], 18_000, 20_000, false))).toEqual([[1, 3]]))

  test('is whoever began to be seen on top of them', () =>
    expect(found(lost(), standing(3, [5.2, 5], 17_500, 20_000, false))).toEqual([[1, 3]]))

  test('is the nearest of several', () => {
    const [far, near] = [standing(3, [6.5, 5], 18_000, 20_000, false), standing(4, [4, 5], 18_000, 20_000, false)]
    expect(found(lost(), passer(), far, near)).toEqual([[1, 4]])
  })

  test.each([
    ['who came in by a door', standing(3, [6.2, 5], 18_000, 20_000, true)],
    ['who was there long before', standing(3, [6.2, 5], 10_000, 20_000, false)],
    ['who is far away', standing(3, [8, 5], 18_000, 20_000, false)],
    ['who is out of sight, too', standing(3, [6.2, 5], 18_000, 18_900, false)],
  ])('is not somebody %s', (_, other) => expect(found(lost(), passer(), other)).toEqual([]))

  test('is nobody else before the shop, where people come and go', () =>
    expect(found(lost([5, -1]), passer([5.2, -1]), standing(3, [6, -1], 18_000, 20_000, false))).toEqual([]))
})

test('somebody who is lost where nobody else is may be hidden, and is not whoever began nearby', () => {
  const lost = standing(1, [5, 5], 1000, 18_800, true)
  expect(found(lost, standing(3, [6.2, 5], 18_000, 20_000, false))).toEqual([])
})
