import { expect, test } from 'vitest'
import { describeWith, recordings } from '../../needs.ts'
import { readWalk } from './obsmat.ts'
import { replay } from './trajectories.ts'

describeWith(['recordings'], 'recorded walks through tracker and floor', () => {
  test.each([
    ['eth', 0.75],
    ['zara01', 0.85],
  ])('%s: groups with an F1 of at least %f, dwell within a second', (name, least) => {
    const walk = readWalk(
      recordings('trajectories', name, 'obsmat.txt'),
      recordings('trajectories', name, 'groups.txt'),
    )
    const { f1, dwellErrors, people, persons } = replay(walk, 1)
    expect(f1).toBeGreaterThan(least)
    expect(dwellErrors.length).toBeGreaterThan(500)
    expect(dwellErrors.reduce((sum, error) => sum + Math.abs(error), 0) / dwellErrors.length).toBeLessThan(1)
    expect(Math.abs(persons - people) / people).toBeLessThan(0.2)
  })
})
