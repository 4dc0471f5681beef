import { expect, test } from 'vitest'
import type { Fact } from '../../../agent/events/tell.ts'
import { PlacedBuffer } from '../../../agent/floor/placed.ts'
import { Owner } from '../../../agent/lanes/owner.ts'
import { openStages } from '../../../agent/lanes/stages.ts'
import { pack } from '../../../agent/nodes/batch.ts'
import { Config } from '../../../config/config.ts'
import { shop, tracks } from '../floor/walkers.ts'

test('who is in sight at the stop has a path and a quality, like everybody', () => {
  const facts: Fact[] = []
  const { floor, depth } = shop()
  const config = Config.parse({ store: { tenant: 't', store: 's', agent: 'a', timezone: 'Etc/UTC' }, floor, depth })
  const around = { config, pace: 'replay' as const, warn: () => {}, lost: () => {} }
  const stages = openStages({ ...around, tell: fact => facts.push(fact) })
  for (let atMs = 0; atMs <= 4000; atMs += 100) {
    stages.journey.see(stages.floor.place('ceiling', tracks(atMs, [{ id: 1, x: 5, y: atMs / 1000 - 1 }])))
    stages.tick(atMs)
  }
  stages.close(4000)
  expect(facts.find(fact => fact.kind === 'visit.ended')).toMatchObject({
    reason: 'stopped',
    atMs: 4000,
    quality: { coverage: 1 },
  })
  const path = facts.find(fact => fact.kind === 'path.completed')
  expect(path?.kind === 'path.completed' && path.lengthMetres).toBeCloseTo(3, 0)
})

test('at the stop of an owner what waits and what came late still counts, and who is in sight is stopped, not lost', () => {
  const facts: Fact[] = []
  const patienceMs = 3000
  const { floor } = shop()
  const config = Config.parse({
    store: { tenant: 't', store: 's', agent: 'a', timezone: 'Etc/UTC' },
    floor,
    node: { kind: 'owner', sensors: ['west'], patienceMs },
    broker: { kind: 'embedded' },
  })
  const around = { config, pace: 'live' as const, warn: () => {}, lost: () => {} }
  const stages = openStages({ ...around, tell: fact => facts.push(fact) })
  const { part } = stages
  if (!(part instanceof Owner)) throw new Error('no owner')
  const placed = new PlacedBuffer()
  let sequence = 0
  const take = (nowMs: number, atMs: number, x: number, y: number) => {
    placed.project(tracks(atMs, [{ id: 1, x, y }]), { kind: 'floor' })
    const updates = [pack(x < 5 ? 'left' : 'right', placed)]
    part.take(
      'west',
      { version: 2, id: `1-${++sequence}`, madeMs: nowMs, updates, dark: [], simulated: false, lost: 0 },
      nowMs,
    )
  }
  for (let nowMs = 100_000; nowMs <= 110_000; nowMs += 100) {
    // Somebody comes in by the door within the time that the floor is behind; another one is told of too late.
    // What was seen of them in the last second and a half is still on its way.
    if (nowMs >= 107_000 && nowMs <= 108_500) take(nowMs, nowMs, 5.5, (nowMs - 107_700) / 1000)
    if (nowMs >= 109_000) take(nowMs, nowMs - 8000, 2, 6)
    stages.tick(nowMs - patienceMs)
  }
  expect(facts.filter(fact => fact.kind === 'visit.started')).toEqual([])
  stages.close(110_000)
  expect(facts.flatMap(fact => (fact.kind === 'visit.ended' ? [[fact.reason, fact.late]] : []))).toEqual([
    ['lost', true],
    ['stopped', undefined],
  ])
})

test('of each visit there is a record, and whoever listens hears of it before it is told on', () => {
  const order: string[] = []
  const { floor, depth } = shop()
  const config = Config.parse({ store: { tenant: 't', store: 's', agent: 'a', timezone: 'Etc/UTC' }, floor, depth })
  const around = { config, pace: 'replay' as const, warn: () => {}, lost: () => {} }
  const stages = openStages({ ...around, tell: ({ kind }) => order.push(`told ${kind}`) })
  stages.listen(({ kind }) => order.push(`heard ${kind}`))
  stages.records.onDone(({ visit, endedMs }) => order.push(`done ${visit.length} ${endedMs}`))
  for (let atMs = 0; atMs <= 4000; atMs += 100) {
    stages.journey.see(stages.floor.place('ceiling', tracks(atMs, [{ id: 1, x: 5, y: atMs / 1000 - 1 }])))
    stages.tick(atMs)
  }
  expect([...stages.records.open()].map(({ entrance }) => entrance)).toEqual(['door'])
  stages.close(4000)
  expect([...stages.records.open()]).toEqual([])
  const ofVisits = order.filter(one => /visit\.(started|ended)|done/.test(one))
  expect(ofVisits).toEqual([
    'heard visit.started',
    'told visit.started',
    'heard visit.ended',
    'told visit.ended',
    'done 20 4000',
  ])
})
