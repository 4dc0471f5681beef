import { expect, test } from 'vitest'
import { Besieged } from './besieged.ts'

test('whatever is malformed is refused, and changes no row and no file', async () => {
  const desk = new Besieged(1)
  const before = desk.kept()
  const kept = desk.kept(['answer'])
  await desk.requests(1500)
  expect(desk.kept()).toEqual(before)
  const told = Object.fromEntries(desk.codes)
  expect(Object.keys(told).sort()).toEqual([
    'REQUEST_FORBIDDEN',
    'REQUEST_MALFORMED',
    'REQUEST_STALE',
    'REQUEST_UNKNOWN',
  ])
  expect(desk.faults).toEqual([])
  // What changes something shows.
  await desk.right()
  expect(desk.kept(['answer']).rows).not.toBe(kept.rows)
  await desk.close()
})

test('a configuration in which something is wrong is not staged, and whoever sent it hears what', async () => {
  const desk = new Besieged(2)
  const before = desk.kept(['answer'])
  await desk.configurations(60)
  expect(desk.kept(['answer'])).toEqual(before)
  expect(desk.faults).toEqual([])
  await desk.close()
})
