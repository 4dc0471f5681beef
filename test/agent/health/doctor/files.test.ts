import { afterEach, expect, test, vi } from 'vitest'
import { files } from '../../../../agent/health/doctor/files.ts'
import type { Config } from '../../../../config/config.ts'

afterEach(() => void vi.unstubAllEnvs())
const shop = (key: object) => ({ identity: { gallery: { key } } }) as unknown as Config
const credential = { kind: 'credential', name: 'secret_gallery.key' }

test('of a key that systemd hands to the service alone, who asks elsewhere hears where its lack would show', () => {
  vi.stubEnv('CREDENTIALS_DIRECTORY', undefined)
  expect(files(shop(credential), [])).toEqual({
    mark: 'passed',
    found:
      'none are named; the credential secret_gallery.key only the service sees: where it lacks, its log says KEY_UNUSABLE',
  })
  expect(files(shop({ kind: 'environment', name: 'KEY' }), []).found).toBe('none are named')
  vi.stubEnv('CREDENTIALS_DIRECTORY', '/run/credentials/aisled.service')
  expect(files(shop(credential), []).found).toBe('none are named')
})
