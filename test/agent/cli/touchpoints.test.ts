import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { aislectl } from '../../../agent/cli/aislectl.ts'
import { run } from '../../../agent/cli/run.ts'
import { chartsOf } from '../../../agent/lanes/charts.ts'
import { Visited } from '../../../agent/publish/visited.ts'
import { openStore } from '../../../agent/store/store.ts'
import { parseConfig } from '../../../config/load.ts'
import { opened } from '../console/shop.ts'
import { DAY, HOUR, MIDNIGHT, open, shop, TRUTHS } from '../lanes/atlas/shopping.ts'
import { listen } from './spoken.ts'

const spoken = listen()
const folder = mkdtempSync(join(tmpdir(), 'touchpoints-'))
afterAll(() => rmSync(folder, { recursive: true }))

const yaml = (more = '') => `
store: { tenant: acme, store: vienna-1, agent: door, timezone: Europe/Vienna }
floor:
  outline: [[0, 0], [3, 0], [3, 2], [0, 2]]
  zones: [${TRUTHS.map(({ touchpoint: { id } }) => `{ id: ${id}, kind: queue, outline: [[0, 0], [1, 0], [1, 1]] }`).join(', ')}]
touchpoints: [${TRUTHS.map(({ touchpoint: { id } }) => `{ id: ${id}, at: { kind: zone, zone: ${id} }, channel: shelf, function: try, stage: consider }`).join(', ')}]
outbox: { path: door.db }
${more}`
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const config = file('shop.yaml', yaml())
const told = async (...more: string[]) => {
  spoken.out = spoken.err = ''
  process.exitCode = undefined
  await run(aislectl, ['touchpoints', '--config', config, ...more])
  return spoken.out
}

test('before an agent has run, it says that there is none, and ends with 1', async () => {
  await told()
  expect(process.exitCode).toBe(1)
  expect(spoken.err).toMatch(/There is no touchpoint map: no agent has run with this configuration yet/)
})

test('and where none is kept, why', async () => {
  await run(aislectl, ['touchpoints', '--config', file('none.yaml', yaml('map: { days: 0 }'))])
  expect(spoken.err).toContain('map.days is 0, so nothing is kept for it')
})

test.each([
  [['--day', 'monday'], '--day is monday, expected a day'],
  [['--days', '0'], '--days is 0, expected a whole number from 1 to 92'],
  [['--by', 'colour'], '--by is colour, expected one of channel, function, segment, stage'],
  [['--csv', '--json'], '--csv'],
])('%j is not understood, and ends with 2', async (words, why) => {
  await told(...words)
  expect(process.exitCode).toBe(2)
  expect(spoken.err).toContain(why)
})

test('of too few visits it says that nothing can be told yet', async () => {
  const store = openStore({ path: join(folder, 'door.db') }, MIDNIGHT)
  const whole = open({ store })
  shop(whole, { count: 3, seed: 1, fromMs: MIDNIGHT - 20 * DAY, days: 1 })
  whole.records.close()
  whole.atlas.close()
  store.close()
  expect(await told()).toMatch(
    /: Fewer than 5 visits have been over for 10 minutes, before which none is counted: nothing can be told yet\./,
  )
  // Not as none, which would be a count.
  expect(spoken.out).toMatch(/\n {2}visits +fewer than 5 *\n {2}engaged +fewer than 5/)
  expect(spoken.out).not.toMatch(/\b0\b/)
})

test('while another program has the database, which is no agent that answers, it says so', async () => {
  const store = openStore({ path: join(folder, 'door.db') }, MIDNIGHT)
  await told()
  expect([process.exitCode, spoken.err]).toEqual([1, expect.stringContaining('door.db')])
  store.close()
})

test('a database of another agent is not told of', async () => {
  const other = file('other.yaml', yaml().replace('door.db', 'other.db'))
  openStore({ path: join(folder, 'other.db'), source: '/acme/vienna-1/window' }, MIDNIGHT).close()
  await run(aislectl, ['touchpoints', '--config', other])
  expect(spoken.err).toContain('acme/vienna-1/window')
})

test('what was seen in a simulated shop is told as that, and not with what was seen in a real one', async () => {
  const simulated = file(
    'simulated.yaml',
    yaml('wifi: [{ id: sniffer, feed: { driver: simulated } }]\nsimulation: { seed: 1 }'),
  )
  await run(aislectl, ['touchpoints', '--config', simulated])
  expect([process.exitCode, spoken.err]).toEqual([1, expect.stringContaining('no visit has come to its end yet')])
  const store = openStore({ path: join(folder, 'door.db') }, MIDNIGHT)
  new Visited(store.db, true).add('2026-06-01', [{ visit: 'v', body: '["morning",null,0,[]]' }], 3)
  store.close()
  await run(aislectl, ['touchpoints', '--config', simulated])
  expect(spoken.out).toMatch(/^2026-06-01 \(SIMULATED\): Fewer than 5 visits have been over/)
})

test('what touchpoints are worth, what to do about them, and how far visitors come', async () => {
  const store = openStore({ path: join(folder, 'door.db') }, MIDNIGHT)
  const whole = open({ store })
  shop(whole, { count: 3000, seed: 1, fromMs: MIDNIGHT - 7 * DAY, days: 14 })
  whole.records.close()
  whole.atlas.tick(MIDNIGHT + 6 * DAY + 13 * HOUR)
  whole.atlas.close()
  store.close()
  const said = await told()
  expect(said).toMatch(/^2026-06-01 to 2026-06-07: at least 15\d\d visits; nothing is told of fewer than 5\./)
  expect(said).toMatch(
    /\ntasting +shelf +try +consider +100 % +\d+ % +\d+ % +[\d.]+ s +[\d.]+ \([\d.-]+ to [\d.]+\) → +[\d.]+ s \(.*\) → +raise\??\n/,
  )
  expect(said).toMatch(/\nkiosk .*(cut|leave)/)
  expect(said).toMatch(
    /What to raise and what to cut\n {2}Make fitting easier|What to raise and what to cut\n {2}Lead|What to raise and what to cut\n {2}Think/,
  )
  expect(said).toMatch(/ {2}bought +\d+ {2}\d+ % of the step before/)
  expect(said).toMatch(/The commonest ways\n +\d+ {2}\w+ → \w+/)
  expect(said).toMatch(/Where visitors wait\n {2}(fitting|kiosk): \d+ or more waited, /)
  expect(await told('--by', 'channel')).toMatch(/\nCHANNEL .*\nshelf +100 %/)
  expect(await told('--by', 'segment')).toContain('No part of the visits is large enough')
  expect(await told('--day', '2026-06-03', '--days', '1')).toMatch(/^2026-06-03: at least 2\d\d visits/)
  await told('--day', '2026-07-30')
  expect(spoken.err).toContain('nothing is kept of 2026-07-30 or the days before it')
})

test('for programs: JSON, and a line each of comma-separated values', async () => {
  const map = JSON.parse(await told('--json'))
  expect(map).toMatchObject({ day: '2026-06-07', days: 7, simulated: false, weeks: 1 })
  expect(map.rows[0]).toMatchObject({ id: 'tasting', quadrant: 'carry', valueTrend: { way: 'steady' } })
  const [head, first, ...rest] = (await told('--csv')).trim().split('\r\n')
  const columns = head!.split(',')
  expect(new Set([first!, ...rest].map(line => line.split(',').length))).toEqual(new Set([columns.length]))
  expect(Object.fromEntries(columns.map((name, i) => [name, first!.split(',')[i]]))).toMatchObject({
    ...{ day: '2026-06-07', by: 'touchpoint', id: 'tasting', channel: 'shelf', quadrant: 'carry', segment: '' },
    value: String(map.rows[0].value.value),
  })
})

test('as a picture it needs no colour', async () => {
  const out = join(folder, 'map.png')
  await told('--png', out)
  const { width, height } = await sharp(out).metadata()
  expect([width, height]).toEqual([1200, 900])
  const { data, info } = await sharp(out).raw().toBuffer({ resolveWithObject: true })
  let most = 0
  for (let i = 0; i < data.length; i += info.channels)
    most = Math.max(
      most,
      Math.max(data[i]!, data[i + 1]!, data[i + 2]!) - Math.min(data[i]!, data[i + 1]!, data[i + 2]!),
    )
  // Greys of the ink lean a little to blue.
  expect(most).toBeLessThan(24)
})

test('a running agent is asked, and what it says instead of a map is said on', async () => {
  const loaded = parseConfig(readFileSync(config, 'utf8'), folder)
  if ('mistakes' in loaded) throw new Error('no')
  const store = openStore({ path: join(folder, 'door.db') }, MIDNIGHT)
  const { atlas } = open({ store })
  const asked = await opened(loaded.config, { shared: chartsOf(atlas, loaded.config, 'paths', () => MIDNIGHT) })
  expect(await told('--day', '2026-06-03', '--days', '2')).toMatch(/^2026-06-02 to 2026-06-03: at least/)
  expect(process.exitCode).toBeUndefined()
  await told('--day', '2026-07-30')
  expect([process.exitCode, spoken.err]).toEqual([1, expect.stringContaining('nothing is kept of 2026-07-30')])
  await asked.close()
  atlas.close()
  store.close()
})
