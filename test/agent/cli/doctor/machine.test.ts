import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keepBaseline } from '../../../../agent/health/baseline.ts'
import { drifting } from '../../../../agent/health/doctor/drifting.ts'
import { stored } from '../../../../agent/health/doctor/store.ts'
import { openLedger } from '../../../../agent/identity/ledger.ts'
import { settleLevel } from '../../../../agent/identity/level.ts'
import { shopOf, trustOf } from '../../../../agent/identity/trust.ts'
import { keep, knowledgeFile } from '../../../../agent/moments/keeper.ts'
import { Learner } from '../../../../agent/moments/learner.ts'
import { openStore } from '../../../../agent/store/store.ts'
import type { Config } from '../../../../config/config.ts'
import { examineConfig } from '../../../../config/load.ts'
import { program } from '../../../built.ts'
import { describeWith } from '../../../needs.ts'
import { camera, shop } from './shop.ts'

const at = shop()
afterAll(at.remove)
const embedded = 'broker: { kind: embedded, port: 0 }'

test('a configuration with a mistake ends the way at once', async () => {
  const { failed, unreached, hop } = await at.examine('cameras: 7')
  expect(failed).toEqual(['configuration/configuration'])
  expect(hop('configuration', 'configuration')).toMatchObject({
    found: expect.stringContaining('line 4'),
    next: expect.stringContaining('aislectl config check'),
  })
  expect(unreached('broker')).not.toEqual([])
})

test('a file that is named and is not there fails at files; a password that everybody can read is in doubt', async () => {
  const feed = '{ driver: rtsp, url: "rtsp://127.0.0.1:1/x", username: a, passwordFile: pw }'
  const none = await at.examine(`${embedded}\n${camera(feed)}`)
  expect(none.hop('this machine', 'files')).toMatchObject({
    mark: 'failed',
    found: expect.stringContaining('cameras[0].feed.passwordFile'),
  })
  at.put('pw', 'secret')
  chmodSync(join(at.folder, 'pw'), 0o644)
  const open = await at.examine(`${embedded}\n${camera(feed)}`)
  expect(open.hop('this machine', 'files')).toMatchObject({
    mark: 'doubtful',
    next: expect.stringMatching(/^chmod 600 .*pw$/),
  })
})

test('what the advice has learned is told, and is in doubt where it cannot be read or the advice rests', async () => {
  const sections = `${embedded}
scanners: [{ id: gun, feed: { driver: simulated } }]
simulation: { seed: 1 }
touchpoints: [{ id: till, at: { kind: scanner, scanner: gun }, channel: till, function: pay, stage: buy }]
moments: {}`
  const learned = async () => (await at.examine(sections)).hop('this machine', 'moments')
  expect(await learned()).toMatchObject({ mark: 'passed', found: 'nothing is learned yet' })
  const file = knowledgeFile(join(at.folder, 'door.db'), true)
  const learner = new Learner([])
  keep(file, { learner, open: [] })
  expect(await learned()).toMatchObject({ mark: 'passed', found: 'learned from 0 outcomes' })
  Object.assign(learner.rest, { untilMs: Date.now() + 1e9, isResting: true })
  keep(file, { learner, open: [] })
  expect(await learned()).toMatchObject({
    mark: 'doubtful',
    found: expect.stringMatching(/^Nobody is advised to be approached at present: .* worth it$/),
    next: expect.stringContaining('aislectl moments reset'),
  })
  writeFileSync(file, '{')
  expect(await learned()).toMatchObject({ mark: 'doubtful', next: expect.stringContaining('sets it aside') })
  rmSync(file)
  mkdirSync(file)
  expect(await learned()).toMatchObject({ mark: 'doubtful', found: expect.stringContaining('cannot be read') })
  rmdirSync(file)
})

test('the database of another agent fails, and stays as it is; ours passes', async () => {
  const store = openStore({ path: join(at.folder, 'door.db'), source: '/acme/vienna/other' }, Date.now())
  store.close()
  const { hop } = await at.examine(embedded)
  expect(hop('this machine', 'database')).toMatchObject({
    mark: 'failed',
    found: expect.stringContaining('acme/vienna/other'),
  })
  const again = openStore({ path: join(at.folder, 'door.db'), source: '/acme/vienna/other' }, Date.now())
  again.close()
  const own = openStore({ path: join(at.folder, 'own.db'), source: '/acme/vienna/door' }, Date.now())
  own.close()
  expect(stored(join(at.folder, 'own.db'), '/acme/vienna/door', 16, Date.now())).toMatchObject({
    mark: 'passed',
    found: expect.stringContaining('on the disk in'),
  })
})

test('a damaged database is told, and not set aside', async () => {
  writeFileSync(join(at.folder, 'bad.db'), 'SQLite format 3\0 and then nothing that one would be '.repeat(100))
  expect(stored(join(at.folder, 'bad.db'), '/a/b/c', 16, 0)).toMatchObject({
    mark: 'failed',
    found: expect.stringContaining('damaged'),
  })
  expect(readdirSync(at.folder).filter(name => name.startsWith('bad.db'))).toEqual(['bad.db'])
})

test('a database that an agent has, whose door is shut, is told; then nobody connects under its name', async () => {
  const path = join(at.folder, 'busy', 'door.db')
  const store = openStore({ path, source: '/acme/vienna/door' }, Date.now())
  expect(stored(path, '/acme/vienna/door', 16, Date.now())).toMatchObject({
    mark: 'failed',
    isBusy: true,
    next: expect.stringContaining('agent'),
  })
  store.close()
})

test('a sniffer is opened where devices may be listened to, and not where the level was lowered before and nobody has raised it', async () => {
  at.put('none.pcap', '')
  const wifi = 'wifi: [{ id: air, feed: { driver: savefile, path: none.pcap } }]'
  const sections = `${embedded}\n${wifi}\nprivacy: { level: devices, ledger: consents.db }`
  const before = await at.examine(sections, { patienceMs: 500 })
  expect(before.hop('wifi air', 'device').mark).toBe('passed')
  const { config } = examineConfig(at.file) as { config: Config }
  const ledger = openLedger(config.privacy.ledger, trustOf(config))
  await settleLevel({ ...config.privacy, level: 'paths' }, ledger, shopOf(config), Date.now())
  ledger.close()
  const { ways } = await at.examine(sections, { patienceMs: 500 })
  expect(ways.find(({ of }) => of === 'wifi air')?.hops).toEqual([
    { hop: 'level', mark: 'doubtful', found: expect.stringContaining('is paths'), next: expect.any(String) },
  ])
})

test('walks that the configuration was changed since are in doubt; that nobody ever walked is not', async () => {
  const door = `${embedded}\nwifi: []`
  expect((await at.examine(door)).hop('this machine', 'drift').mark).toBe('passed')
  const config = { floor: { entrances: [{ id: 'door' }] }, outbox: { path: join(at.folder, 'walked.db') } } as never
  keepBaseline(join(at.folder, 'walked.db.walks.json'), {
    ...{ line: 'door', at: '2026-01-15T09:00:00.000Z', configDigest: 'sha256:x', sensors: [] },
    ...{ walks: 20, right: 20, missed: 0, doubled: 0, turned: 0, ghosts: 0 },
  })
  expect(drifting(config, at.file)).toEqual({
    mark: 'doubtful',
    found: expect.stringMatching(/changed.*door/),
    next: `Walk over each entrance: aislectl walktest --config ${at.file} --line LINE, then start the agent anew.`,
  })
})

describeWith(['root'], 'as somebody else', () => {
  test('a folder that may not be written fails at folder', () => {
    const folder = join(at.folder, 'shut')
    mkdirSync(folder)
    chmodSync(at.folder, 0o755)
    writeFileSync(
      join(folder, 'shop.yaml'),
      `store: { tenant: a, store: b, agent: c }\nfloor: { outline: [[0, 0], [8, 0], [8, 5]] }\n${embedded}\n`,
    )
    const { stdout, status } = spawnSync(
      process.execPath,
      [program('cli/main.ts'), 'doctor', '--config', join(folder, 'shop.yaml'), '--json'],
      { uid: 65534, gid: 65534, encoding: 'utf8' },
    )
    expect(status).toBe(1)
    const { ways } = JSON.parse(stdout)
    const hops = ways.find(({ of }: { of: string }) => of === 'this machine').hops
    expect(hops.find(({ hop }: { hop: string }) => hop === 'folder')).toMatchObject({
      mark: 'failed',
      found: expect.stringContaining('cannot be written'),
    })
  })

  test('a disk without room fails at database', async () => {
    const folder = join(at.folder, 'full')
    mkdirSync(folder)
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'none', folder]).status !== 0) return
    try {
      expect(stored(join(folder, 'door.db'), '/a/b/c', 16, 0)).toMatchObject({
        mark: 'failed',
        found: 'the disk is full',
      })
    } finally {
      spawnSync('umount', [folder])
    }
  })
})
