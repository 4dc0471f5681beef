import { expect, test } from 'vitest'
import type { Fact } from '../../../agent/events/tell.ts'
import { openStages } from '../../../agent/lanes/stages.ts'
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
