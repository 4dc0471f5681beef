import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { hints } from '../../../../agent/health/check/hints.ts'
import type { Broker } from '../../../../config/broker.ts'
import type { Config } from '../../../../config/config.ts'

const folder = mkdtempSync(join(tmpdir(), 'hints-'))
beforeAll(() => void vi.stubEnv('AISLE_MODELS', folder))
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** As much of a configuration as hints look at. */
const told = (driver: string, level: string, cache?: string, broker: Partial<Broker> = { kind: 'remote' }) =>
  hints(
    {
      broker,
      node: { kind: 'alone' },
      cameras: [{ feed: { driver } }],
      ...{ depth: [], wifi: [], scanners: [] },
      models: { people: 'nanodet', faces: 'mediapipe-full', ...(cache && { cache }) },
      privacy: { level },
    } as unknown as Config,
    'shop.yaml',
    Date.now(),
  )

test('a camera wants the detector of people, members want that of faces and the embedder, a simulated shop wants none', async () => {
  expect(await told('simulated', 'paths')).toEqual([])
  expect(await told('rtsp', 'paths')).toEqual([
    'The model nanodet, without which no camera sees anybody, is not on this machine yet. Fetch it with: aislectl models pull nanodet',
  ])
  const all = await told('rtsp', 'members', 'weights')
  expect(all.map(line => /pull (.*)$/.exec(line)?.[1])).toEqual([
    'nanodet --config shop.yaml',
    'mediapipe-full --config shop.yaml',
    'dlib --config shop.yaml',
  ])
})

test('a key that only the service sees is told of outside of it, with where it lies and what it rules out', async () => {
  const members = (name: string) =>
    hints(
      {
        broker: { kind: 'remote' },
        ...{ cameras: [], depth: [], wifi: [], scanners: [], node: { kind: 'alone' } },
        models: { people: 'nanodet', faces: 'mediapipe-full' },
        privacy: { level: 'paths', jurisdiction: 'eu' },
        identity: { gallery: { key: { kind: 'credential', name } }, subscribers: [] },
      } as unknown as Config,
      'shop.yaml',
      Date.now(),
    )
  const ofKey = (all: readonly string[]) => all.filter(line => line.startsWith('identity.gallery.key'))
  const [said = ''] = ofKey(await members('secret_gallery.key'))
  expect(said).toMatch(/of the file gallery\.key in \/var\/lib\/aisle-credentials\).*kiosk/)
  expect(ofKey(await members('aisle-gallery-key'))[0]).toContain('hands over no such name')
  vi.stubEnv('CREDENTIALS_DIRECTORY', folder)
  expect(ofKey(await members('secret_gallery.key'))).toEqual([])
  vi.stubEnv('CREDENTIALS_DIRECTORY', undefined)
})

test('the broker inside the agent is for demonstrations only, which nobody needs to be told of a shop that is one', async () => {
  const broker = { kind: 'embedded', host: '127.0.0.1', port: 11883 } as const
  const demonstrations = /for demonstrations only: whoever reaches mqtt:\/\/127\.0\.0\.1:11883 .*kind: remote/
  expect(await told('rtsp', 'paths', undefined, broker)).toContainEqual(expect.stringMatching(demonstrations))
  expect(await told('simulated', 'paths', undefined, broker)).toEqual([])
})
