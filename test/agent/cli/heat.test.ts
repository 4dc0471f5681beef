import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { aislectl } from '../../../agent/cli/aislectl.ts'
import { run } from '../../../agent/cli/run.ts'
import { listen } from './spoken.ts'

const spoken = listen()
const folder = mkdtempSync(join(tmpdir(), 'heat-'))
afterAll(() => rmSync(folder, { recursive: true }))

const config = join(folder, 'shop.yaml')
writeFileSync(
  config,
  `
store: { tenant: acme, store: vienna-1, agent: door }
floor: { outline: [[0, 0], [3, 0], [3, 2], [0, 2]], gridMetres: 1 }
presence: { k: 2 }
outbox: { path: door.db }`,
)
const kept = (day: string, seconds: number[], visitors: number[]) => {
  mkdirSync(join(folder, 'door.db.heat'), { recursive: true })
  const grid = { version: 1, day, gridMetres: 1, x: 0, y: 0, columns: 3, rows: 2 }
  writeFileSync(join(folder, 'door.db.heat', `${day}.json`), JSON.stringify({ ...grid, seconds, visitors }))
}

test('there is none before the agent has kept one', async () => {
  await run(aislectl, ['heat', '--config', config, '--json'])
  expect(process.exitCode).toBe(1)
  expect(JSON.parse(spoken.err).error.message).toMatch(/^There is no heat map in .*door\.db\.heat yet: aisled writes/)
})

test('the last day, or the one that is asked for, is told without the squares in which too few have been', async () => {
  kept('2026-01-14', [0, 0, 0, 0, 0, 7], [0, 0, 0, 0, 0, 9])
  kept('2026-01-15', [30.5, 400, 0, 0, 0, 12], [2, 1, 0, 0, 0, 5])
  await run(aislectl, ['heat', '--config', config, '--json'])
  expect(JSON.parse(spoken.out)).toEqual({
    day: '2026-01-15',
    simulated: false,
    gridMetres: 1,
    k: 2,
    squares: [
      { x: 0.5, y: 0.5, seconds: 30.5 },
      { x: 2.5, y: 1.5, seconds: 12 },
    ],
    withheld: 1,
  })
  spoken.out = ''
  await run(aislectl, ['heat', '--config', config, '--day', '2026-01-14'])
  expect(spoken.out).toContain('2026-01-14: 1 squares of 1 m, 0 with fewer than 2 visitors left out.')
})

test('is not told of another agent', async () => {
  const other = join(folder, 'other.yaml')
  writeFileSync(other, readFileSync(config, 'utf8').replace('agent: door', 'agent: window'))
  const file = join(folder, 'door.db.heat', '2026-01-15.json')
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(before), source: '/acme/vienna-1/door' }))
  await run(aislectl, ['heat', '--config', other])
  expect(process.exitCode).toBe(1)
  expect(spoken.err).toMatch(/of the agent acme\/vienna-1\/door, and this one is acme\/vienna-1\/window/)
  writeFileSync(file, before)
})

test('is drawn under no name that says it is something else', async () => {
  const out = join(folder, 'heat.txt')
  await run(aislectl, ['heat', '--config', config, '--day', '2026-01-15', '--out', out])
  expect(process.exitCode).toBe(2)
  expect(spoken.err).toContain('a file whose name ends in .png')
})

test('is drawn over the plan', async () => {
  const out = join(folder, 'heat.png')
  await run(aislectl, ['heat', '--config', config, '--day', '2026-01-15', '--out', out])
  const { width, height } = await sharp(out).metadata()
  expect(width).toBeGreaterThan(height!)
  expect(spoken.out).toContain(`\n${out} shows it over the plan.`)
})

test('a day that was not kept is told, with those that were', async () => {
  await run(aislectl, ['heat', '--config', config, '--day', '../../etc/passwd'])
  expect(process.exitCode).toBe(2)
  expect(spoken.err).toContain('one of 2026-01-14, 2026-01-15')
})
