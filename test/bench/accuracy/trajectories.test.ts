import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { describeWith, recordings } from '../../needs.ts'
import { summary } from '../reliability.ts'
import { readWalk } from './obsmat.ts'
import { replay, SEEDS, SURE } from './trajectories.ts'

describeWith(['recordings'], 'recorded walks through tracker and floor', () => {
  test.each([
    ['eth', 0.8],
    ['zara01', 0.9],
  ])(
    '%s: groups with an F1 of at least %f, dwell within a second and mostly within what is told, over all seeds',
    (name, least) => {
      const walk = readWalk(
        recordings('trajectories', name, 'obsmat.txt'),
        recordings('trajectories', name, 'groups.txt'),
      )
      const all = SEEDS.map(seed => replay(walk, seed))
      expect(mean(all.map(({ f1 }) => f1))).toBeGreaterThan(least)
      expect(mean(all.flatMap(({ isWithin }) => isWithin.map(Number)))).toBeGreaterThan(0.87)
      for (const { dwellErrors, people, persons } of all) {
        expect(dwellErrors.length).toBeGreaterThan(500)
        expect(mean(dwellErrors.map(Math.abs))).toBeLessThan(1)
        expect(Math.abs(persons - people) / people).toBeLessThan(0.2)
      }
    },
  )

  test.each(['eth', 'zara01'])('%s: as many on the floor are one person as was told, within a tenth', name => {
    const walk = readWalk(
      recordings('trajectories', name, 'obsmat.txt'),
      recordings('trajectories', name, 'groups.txt'),
    )
    const { told, found } = summary(SEEDS.flatMap(seed => replay(walk, seed, SURE).sure))
    expect(Math.abs(told - found)).toBeLessThan(0.1)
  })
})

test('a recording that is not there is answered by how to ask', () => {
  const bench = fileURLToPath(new URL('trajectories.ts', import.meta.url))
  const { status, stderr } = spawnSync('npx', ['tsx', bench, 'nowhere.txt', 'groups.txt'], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toContain('There is no file nowhere.txt')
  expect(stderr).toContain('Usage:')
}, 30_000)

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
