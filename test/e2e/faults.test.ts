import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { describeWith } from '../needs.ts'
import { aisled, example, freePort, type Running, scratch } from './aisled.ts'

const folder = scratch()
afterAll(folder.remove)

/** The example store with sections of its own for what is to go wrong. */
const store = (name: string, sections: Record<string, unknown>) => folder.write(name, example(sections))

/** How many lines say so. */
const lines = (daemon: Running, words: RegExp) =>
  daemon
    .said()
    .split('\n')
    .filter(line => words.test(line)).length

const EMBEDDED = { kind: 'embedded', port: 0 }
const CALIBRATION = [
  { image: [0, 0], floor: [0, 0] },
  { image: [100, 0], floor: [1, 0] },
  { image: [100, 100], floor: [1, 1] },
  { image: [0, 100], floor: [0, 1] },
]

describe('what goes wrong is one clear line, and the other lanes go on', () => {
  test('a broker that does not answer, a recording that is not there, a database that is none', async () => {
    folder.write('torn.db', 'This was a database once.'.repeat(500))
    const daemon = aisled([
      '--print',
      '--config',
      store('several.yaml', {
        broker: { kind: 'remote', url: `mqtt://127.0.0.1:${await freePort()}` },
        outbox: { path: 'torn.db' },
        cameras: [{ id: 'gone', feed: { driver: 'file', path: 'none.mp4' }, calibration: CALIBRATION }],
      }),
    ])
    await daemon.until(/sensor\.failed/)
    await daemon.until(/does not answer/)
    await daemon.until(/visit\.started/)
    expect(await daemon.stop()).toBe(0)
    expect(lines(daemon, /The broker mqtt:\/\/127\.0\.0\.1:\d+ does not answer: .* Events wait in the outbox/)).toBe(1)
    expect(lines(daemon, /The database .*torn\.db is damaged: .* set aside as .*torn\.db\.corrupt-/)).toBe(1)
    expect(lines(daemon, /none\.mp4/)).toBeGreaterThanOrEqual(1)
    expect(lines(daemon, /sensor\.failed.*gone/)).toBe(1)
    expect(readdirSync(folder.folder).filter(name => name.startsWith('torn.db.corrupt-')).length).toBe(1)
  })
})

describeWith(['ffmpeg'], 'a model that is not there', () => {
  test('degrades its camera and says what to type', async () => {
    const video = join(folder.folder, 'grey.mp4')
    spawnSync('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'color=gray:s=320x240:r=10:d=20',
      '-pix_fmt',
      'yuv420p',
      video,
    ])
    const daemon = aisled(
      [
        '--print',
        '--config',
        store('model.yaml', {
          broker: EMBEDDED,
          outbox: { path: 'model.db' },
          models: { cache: 'empty' },
          cameras: [{ id: 'eye', feed: { driver: 'file', path: 'grey.mp4' }, calibration: CALIBRATION }],
        }),
      ],
      { AISLE_MODELS: '' },
    )
    await daemon.until(/sensor\.degraded/)
    await daemon.until(/visit\.started/)
    expect(await daemon.stop()).toBe(0)
    expect(lines(daemon, /The model nanodet is not on this machine. Fetch it with: aislectl models pull nanodet/)).toBe(
      1,
    )
  })
})

describeWith(['mosquitto'], 'a broker that asks for a password', () => {
  test('is told once, and the shop goes on', async () => {
    const port = await freePort()
    folder.write('passwords', '')
    const conf = folder.write(
      'mosquitto.conf',
      `listener ${port} 127.0.0.1\nallow_anonymous false\nuser root\npassword_file ${folder.folder}/passwords\n`,
    )
    spawnSync('chmod', ['0700', join(folder.folder, 'passwords')])
    spawnSync('mosquitto_passwd', ['-b', join(folder.folder, 'passwords'), 'joe', 'right'])
    const broker = spawn('mosquitto', ['-c', conf], { stdio: 'ignore' })
    folder.write('password', 'wrong\n')
    const daemon = aisled([
      '--print',
      '--config',
      store('password.yaml', {
        broker: { kind: 'remote', url: `mqtt://127.0.0.1:${port}`, username: 'joe', passwordFile: 'password' },
        outbox: { path: 'password.db' },
      }),
    ])
    await daemon.until(/refused us/)
    await daemon.until(/visit\.started/)
    expect(await daemon.stop()).toBe(0)
    expect(lines(daemon, /The broker .* refused us: .*Check broker\.username, broker\.passwordFile/)).toBe(1)
    expect(daemon.said()).not.toContain('wrong\n')
    broker.kill()
  })
})

describeWith(['root'], 'a disk that is full', () => {
  const disk = join(folder.folder, 'disk')

  afterAll(() => void spawnSync('umount', [disk]))

  test('is told once, and the shop goes on from memory', async () => {
    mkdirSync(disk)
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', disk]).status).toBe(0)
    const daemon = aisled([
      '--print',
      '--config',
      store('full.yaml', { broker: EMBEDDED, outbox: { path: 'disk/full.db' } }),
    ])
    await daemon.until(/cannot grow: the disk is full/)
    await daemon.until(/visit\.started/)
    expect(await daemon.stop()).toBe(0)
    expect(lines(daemon, /cannot grow: the disk is full. Free some space/)).toBe(1)
  })
})
