import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Config } from '../../config/config.ts'
import { missingFiles, unseenCredentials } from '../../config/files.ts'
import { parseConfig } from '../../config/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SPOTS = '[1, 2, 3, 4]'.replace(/\d/g, n => `{ image: [${n}, 0], floor: [${n}, 0] }`)
const loaded = parseConfig(
  `
store: { tenant: demo, store: corner, agent: counter }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
models: { cache: not-yet }
outbox: { path: not-yet/aisle.db }
broker: { kind: remote, url: "mqtts://h", username: joe, passwordFile: pw, caFile: ca, certFile: cert, keyFile: key }
cameras:
  - { id: door, feed: { driver: rtsp, url: "rtsp://h", username: joe, passwordFile: camera-pw }, calibration: ${SPOTS} }
  - { id: film, feed: { driver: file, path: film.mkv }, calibration: ${SPOTS} }
depth:
  - id: ceiling
    feed: { driver: recording, folder: pictures, fps: 15 }
    intrinsics: { width: 4, height: 3, fx: 1, fy: 1, cx: 2, cy: 1 }
    pose: { position: [0, 0], heightMetres: 3 }
wifi: [{ id: ear, feed: { driver: savefile, path: air.pcap } }]
`,
  folder,
)

function missing() {
  if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes))
  return missingFiles(loaded.config)
}

const FILES = {
  'cameras[0].feed.passwordFile': 'camera-pw',
  'cameras[1].feed.path': 'film.mkv',
  'wifi[0].feed.path': 'air.pcap',
  'broker.passwordFile': 'pw',
  'broker.caFile': 'ca',
  'broker.certFile': 'cert',
  'broker.keyFile': 'key',
}

test('every file and folder that is named and missing is told; what the agent makes itself is not looked for', () => {
  const files = Object.entries(FILES).map(([path, file]) => ({
    path,
    value: join(folder, file),
    expected: 'a file that can be read',
  }))
  const pictures = {
    path: 'depth[0].feed.folder',
    value: join(folder, 'pictures'),
    expected: 'a folder that can be read',
  }
  expect(missing()).toHaveLength(files.length + 1)
  expect(missing()).toEqual(expect.arrayContaining([...files, pictures]))
})

test('a folder in the place of a file is told, and a file in the place of a folder', () => {
  for (const file of Object.values(FILES)) writeFileSync(join(folder, file), '')
  writeFileSync(join(folder, 'pictures'), '')
  expect(missing().map(m => m.path)).toEqual(['depth[0].feed.folder'])
  for (const name of ['pictures', 'film.mkv']) rmSync(join(folder, name))
  for (const name of ['pictures', 'film.mkv']) mkdirSync(join(folder, name))
  expect(missing().map(m => m.path)).toEqual(['cameras[1].feed.path'])
  rmSync(join(folder, 'film.mkv'), { recursive: true })
  writeFileSync(join(folder, 'film.mkv'), '')
  expect(missing()).toEqual([])
})

test('a key of the gallery that systemd was to hand over is missed by the service, and by nobody else', () => {
  const key = { kind: 'credential', name: 'secret_gallery.key' }
  const config = { identity: { gallery: { key } } } as unknown as Config
  const handed = mkdtempSync(join(folder, 'handed-'))
  expect(missingFiles(config, undefined)).toEqual([])
  expect(missingFiles(config, handed)).toMatchObject([{ path: 'identity.gallery.key.name', value: key.name }])
  writeFileSync(join(handed, key.name), '')
  expect(missingFiles(config, handed)).toEqual([])
})

test('what systemd hands over to the service is nothing that whoever checks from outside can miss', () => {
  const password = '/run/credentials/absent.service/secret_broker'
  const found = parseConfig(
    `
store: { tenant: demo, store: corner, agent: counter }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
broker: { kind: remote, url: "mqtts://h", username: joe, passwordFile: ${password}, caFile: /run/credentials-of-mine/ca }
`,
    folder,
  )
  if ('mistakes' in found) throw new Error(JSON.stringify(found.mistakes))
  const paths = (mistakes: readonly { path: string }[]) => mistakes.map(({ path }) => path)
  expect(paths(missingFiles(found.config, undefined))).toEqual(['broker.caFile'])
  expect(paths(unseenCredentials(found.config, undefined))).toEqual(['broker.passwordFile'])
  expect(paths(missingFiles(found.config, '/run/credentials/other.service'))).toEqual(['broker.caFile'])
  // The service itself sees that it is missing.
  expect(paths(missingFiles(found.config, '/run/credentials/absent.service'))).toEqual([
    'broker.passwordFile',
    'broker.caFile',
  ])
})
