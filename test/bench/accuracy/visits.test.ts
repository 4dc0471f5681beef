import { expect, test } from 'vitest'
import { Simulation } from '../../../config/simulation.ts'
import { Shop } from '../../../drivers/simulated/shop.ts'
import { Truth } from '../../../drivers/simulated/truth.ts'
import { FLOOR, store } from '../../drivers/simulated/store.ts'
import { Paths } from './paths.ts'
import { follow, type ToldVisit } from './visits.ts'

const MINUTE = 60_000

/** A shop that was watched for a while, and its visits that came to their end. */
function watched() {
  const truth = new Truth(FLOOR)
  const paths = new Paths(new Shop(store(Simulation.parse({ seed: 3 })), truth))
  paths.watch(3 * MINUTE)
  return { paths, visits: truth.visits.filter(visit => visit.leftMs !== undefined) }
}

/** Tells of somebody from where they really were, as if seen `aside` metres from there. */
function tell(paths: Paths, person: number, fromMs: number, toMs: number, aside = 0): ToldVisit {
  const trail: number[] = []
  for (let atMs = fromMs; atMs <= toMs; atMs += 200) {
    const at = paths.at(person, atMs)
    if (at) trail.push(at[0] + aside, at[1], atMs)
  }
  return { id: `${person}`, fromMs, toMs, reason: 'exited', trail: Float64Array.from(trail) }
}

test('a visit that is told as it was follows its visitor', () => {
  const { paths, visits } = watched()
  expect(visits.length).toBeGreaterThan(20)
  for (const { told, person, visit } of follow(
    visits.map(({ person, enteredMs, leftMs }) => tell(paths, person, enteredMs, leftMs!, 0.2)),
    visits,
    paths,
  )) {
    expect(`${person}`).toBe(told.id)
    expect(visit?.person).toBe(person)
  }
})

test('a path where nobody was follows nobody', () => {
  const { paths, visits } = watched()
  const [{ person, enteredMs, leftMs }] = visits
  expect(follow([tell(paths, person, enteredMs, leftMs!, 50)], visits, paths)[0]!.person).toBeUndefined()
})

test('who was before the shop only was not visiting', () => {
  const { paths, visits } = watched()
  const { person, enteredMs, leftMs } = visits[5]!
  const others = visits.filter(visit => visit.person !== person)
  expect(follow([tell(paths, person, enteredMs, leftMs!)], others, paths)[0]).toMatchObject({
    person,
    visit: undefined,
  })
})
