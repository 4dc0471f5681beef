import { expect, test } from 'vitest'
import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import { Late } from '../../../agent/nodes/late.ts'
import { Loose } from '../../../agent/nodes/loose.ts'
import { Config } from '../../../config/config.ts'
import { shop, tracks } from '../floor/walkers.ts'

test('staff who come late out of their room are nobody, and whoever is with them has their visit', () => {
  const { floor, depth } = shop()
  const outline = [
    [8, 6],
    [10, 6],
    [10, 8],
    [8, 8],
  ]
  const config = Config.parse({
    store: { tenant: 't', store: 's', agent: 'a' },
    floor: { ...floor, zones: [...floor.zones, { id: 'back', kind: 'staff', outline }] },
    depth,
  })
  const late = new Late(config)
  const placed = new PlacedBuffer()
  for (let second = 0; second < 10; second += 0.1) {
    const staff = { id: 1, x: 9 - second / 4, y: 7 }
    const customer = { id: 2, x: 2, y: 2 + second / 4 }
    placed.project(tracks(1000 * second, [staff, customer]), { kind: 'floor' })
    late.put('west/ceiling', placed)
  }
  const inTime = { loose: new Loose(), visitOf: () => undefined, people: () => [{ id: 7, x: 9, y: 7, seenMs: -500 }] }
  const visits = late.settle(inTime, config.journey.joinMetres).filter(fact => fact.kind.startsWith('visit.'))
  expect(visits).toMatchObject([
    { kind: 'visit.started', late: true },
    { kind: 'visit.ended', late: true },
  ])
})

test('whoever goes on in time for too short to visit has the visit of when they came late', () => {
  const { floor, depth } = shop()
  const config = Config.parse({ store: { tenant: 't', store: 's', agent: 'a' }, floor, depth })
  const late = new Late(config)
  const placed = new PlacedBuffer()
  for (let second = 0; second < 10; second += 0.1) {
    placed.project(tracks(1000 * second, [{ id: 2, x: 2, y: 2 + second / 4 }]), { kind: 'floor' })
    late.put('west/ceiling', placed)
  }
  const loose = new Loose()
  loose.note([{ kind: 'appeared', person: 7, atMs: 10_200, x: 2, y: 4.6, inside: true }], () => undefined)
  const told = (visit: string | undefined) =>
    late.settle({ loose, visitOf: () => visit, people: () => [] }, config.journey.joinMetres).map(({ kind }) => kind)
  expect(told(undefined)).toContain('visit.started')
  expect(told('visit-7')).not.toContain('visit.started')
})
