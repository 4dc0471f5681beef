import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keepBaseline, readBaselines } from '../../../agent/health/baseline.ts'
import { Walks } from '../../../agent/lanes/walks.ts'
import type { Fault } from '../../../config/fault.ts'
import type { Level } from '../../../config/jurisdictions.ts'
import { scratch } from '../../e2e/aisled.ts'

const at = scratch()
afterAll(at.remove)
const DAY = 86_400_000
const floor = { entrances: [{ id: 'door' }] }
const shop = (name: string) => ({ floor, outbox: { path: join(at.folder, name) }, store: { timezone: 'UTC' } }) as never
const baseline = {
  ...{ line: 'door', at: '2026-01-15T09:00:00.000Z', configDigest: 'sha256:x', sensors: ['desk'] },
  ...{ walks: 20, right: 20, missed: 0, doubled: 0, turned: 0, ghosts: 0 },
}
const crossed = (direction: 'in' | 'out', line = 'door') =>
  ({ type: 'aisle.line.crossed.v1', time: '2026-01-16T09:00:00.000Z', data: { line, direction } }) as never

test('a walk is kept in the place of the one before over that line, beside others', () => {
  const file = join(at.folder, 'kept.json')
  keepBaseline(file, baseline)
  keepBaseline(file, { ...baseline, line: 'middle' })
  keepBaseline(file, { ...baseline, right: 18 })
  expect(readBaselines(file).map(({ line, right }) => [line, right])).toEqual([
    ['middle', 20],
    ['door', 18],
  ])
})

test('a day that does not balance marks the cameras of the line, one that does takes it back; told are lines, not people', () => {
  keepBaseline(join(at.folder, 'a.db.walks.json'), baseline)
  const marks: unknown[] = []
  const ailments = { mark: (...all: unknown[]) => void marks.push(all) }
  const walks = new Walks(shop('a.db'), 10 * DAY + 5, fault => expect.unreachable(fault.message))
  walks.tick(11 * DAY, ailments)
  for (let i = 0; i < 100; i++) walks.hear(crossed('in'))
  for (let i = 0; i < 30; i++) walks.hear(crossed('out'))
  walks.tick(12 * DAY, ailments)
  for (let i = 0; i < 100; i++) walks.hear(crossed(i % 2 ? 'in' : 'out'))
  walks.tick(13 * DAY, ailments)
  expect(marks).toEqual([
    [
      'desk',
      'drift',
      { is: 'degraded', cause: expect.stringMatching(/^drift: 100 in and 30 out over door/), sinceMs: 12 * DAY },
      12 * DAY,
    ],
    ['desk', 'drift', undefined, 13 * DAY],
  ])
})

test('walks that cannot be read are told of once, and then none are held against anything', () => {
  writeFileSync(join(at.folder, 'b.db.walks.json'), '{"version":2}')
  const faults: Fault[] = []
  new Walks(shop('b.db'), 0, fault => faults.push(fault))
  expect(faults.map(({ code }) => code)).toEqual(['FILE_UNREADABLE'])
})

test('that the configuration was changed since somebody walked is warned of, and days are not held against it', () => {
  const file = join(at.folder, 'shop.yaml')
  writeFileSync(file, 'another: one')
  keepBaseline(join(at.folder, 'd.db.walks.json'), baseline)
  const faults: Fault[] = []
  const walks = new Walks(shop('d.db'), 10 * DAY, fault => faults.push(fault), file)
  expect(faults.map(({ message }) => message)).toEqual([
    expect.stringMatching(/changed since.* door.*aislectl walktest/),
  ])
  walks.tick(11 * DAY, { mark: () => expect.unreachable() })
  for (let i = 0; i < 100; i++) walks.hear(crossed('in'))
  walks.tick(12 * DAY, { mark: () => expect.unreachable() })
})

/** What is told first of people to whoever looks on, and what of crossings. */
async function lookedOn(level: Level) {
  const walks = new Walks(shop('c.db'), 0, () => {})
  const told: string[] = []
  const tell = (event: string, data: string) => told.push(`${event} ${data}`)
  const route = walks.route({
    level,
    onFloor: () => [
      { id: 77, x: 1, y: 2, seenMs: 5000, isStaff: false },
      // Time on the floor runs behind.
      { id: 78, x: 3, y: 2, seenMs: 2500, isStaff: false },
      { id: 79, x: 3, y: 4, seenMs: 2400, isStaff: false },
    ],
    ...{ lagMs: 500, now: () => 5000 },
  })
  const { open } = (await route({} as never)) as { open: (line: never) => () => void }
  const leave = open({ tell, look: tell } as never)
  walks.hear(crossed('in'))
  while (!told.some(one => one.startsWith('people'))) await new Promise(resolve => setTimeout(resolve, 20))
  leave()
  walks.hear(crossed('out'))
  return told
}

test('whoever looks on hears crossings and where people are, until they go', async () => {
  const told = await lookedOn('paths')
  expect(told.find(one => one.startsWith('people'))).toBe(
    'people [{"id":1,"xMetres":1,"yMetres":2},{"id":2,"xMetres":3,"yMetres":2}]',
  )
  expect(told.filter(one => one.startsWith('crossing'))).toEqual([
    `crossing {"line":"door","direction":"in","atMs":${Date.parse('2026-01-16T09:00:00Z')}}`,
  ])
})

test('where the privacy level lets out counts alone, nobody hears where people are', async () => {
  expect((await lookedOn('counts')).filter(one => one.startsWith('people'))).toEqual(['people []'])
})
