import { expect, test } from 'vitest'
import { Turns } from '../../../../agent/events/subscriber/turns.ts'

test('as many as there are turns begin, the others in their order as turns are given back', () => {
  const turns = new Turns(2)
  const begun: string[] = []
  for (const name of ['a', 'b', 'c', 'd'])
    turns.take(() => {
      begun.push(name)
      return name !== 'c'
    })
  expect(begun).toEqual(['a', 'b'])
  turns.give()
  // The third did not want it any more.
  expect(begun).toEqual(['a', 'b', 'c', 'd'])
})

test('however many wait in vain, whoever comes after them has a turn', () => {
  const turns = new Turns(1)
  turns.take(() => true)
  for (let i = 0; i < 20_000; i++) turns.take(() => false)
  let isBegun = false
  turns.take(() => {
    isBegun = true
    return true
  })
  turns.give()
  expect(isBegun).toBe(true)
})
