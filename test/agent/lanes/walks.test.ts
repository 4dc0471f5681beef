import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keepBaseline, readBaselines } from '../../../agent/health/baseline.ts'
import { Walks } from '../../../agent/lanes/walks.ts'
import type { Fault } from '../../../config/fault.ts'
import { scratch } from '../../e2e/aisled.ts'

const at = scratch()
afterAll(at.remove)
const DAY = 86_400_000
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
  const config = { outbox: { path: join(at.folder, 'a.db') }, store: { timezone: 'UTC' } } as never
  keepBaseline(join(at.folder, 'a.db.walks.json'), baseline)
  const marks: unknown[] = []
  const ailments = { mark: (...all: unknown[]) => void marks.push(all) }
  const walks = new Walks(config, 10 * DAY + 5, fault => expect.unreachable(fault.message))
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
  new Walks({ outbox: { path: join(at.folder, 'b.db') }, store: { timezone: 'UTC' } } as never, 0, fault =>
    faults.push(fault),
  )
  expect(faults.map(({ code }) => code)).toEqual(['FILE_UNREADABLE'])
})

test('whoever looks on hears crossings and where people are, until they go', async () => {
  const walks = new Walks(
    { outbox: { path: join(at.folder, 'c.db') }, store: { timezone: 'UTC' } } as never,
    0,
    () => {},
  )
  const told: string[] = []
  const line = {
    tell: (event: string, data: string) => told.push(`${event} ${data}`),
    look: (event: string, data: string) => told.push(`${event} ${data}`),
  }
  const route = walks.route(
    () => [{ id: 77, x: 1, y: 2, seenMs: 5000, isStaff: false }],
    () => 5000,
  )
  const { open } = (await route({} as never)) as { open: (line: never) => () => void }
  const leave = open(line as never)
  walks.hear(crossed('in'))
  while (!told.some(one => one.startsWith('people'))) await new Promise(resolve => setTimeout(resolve, 20))
  leave()
  walks.hear(crossed('out'))
  expect(told.find(one => one.startsWith('people'))).toBe('people [{"id":1,"xMetres":1,"yMetres":2}]')
  expect(told.filter(one => one.startsWith('crossing'))).toEqual([
    `crossing {"line":"door","direction":"in","atMs":${Date.parse('2026-01-16T09:00:00Z')}}`,
  ])
})
