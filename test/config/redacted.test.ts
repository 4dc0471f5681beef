import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseConfig } from '../../config/load.ts'
import { redacted } from '../../config/redacted.ts'

const X = 'Abcdefghijklmnopqrstuvwxyz0123456789_-ABCDE'
const of = (more: string) => {
  const loaded = parseConfig(
    `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5]] }
cameras:
  - id: desk
    feed: { driver: rtsp, url: "rtsp://192.0.2.7/stream1?${more}", username: viewer-${more}, passwordFile: camera.password }
    calibration:
      [{ image: [0, 0], floor: [0, 0] }, { image: [500, 0], floor: [4, 0] },
       { image: [500, 500], floor: [4, 4] }, { image: [0, 500], floor: [0, 4] }]
privacy: { jurisdiction: eu, ownerKey: ${X}, raiseToken: "${more}.b.c" }
broker: { kind: remote, url: "mqtts://broker.example:8883", username: door-${more}, passwordFile: secret, keyFile: door.key }`,
    '/etc/aisle',
  )
  if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes))
  return loaded.config
}

test('names, tokens and queries are not shown, wherever they stand; the paths of files and what is nobody’s secret are', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{12,20}$/), secret => {
      const shown = redacted(of(secret)) as Record<string, Record<string, unknown>>
      expect(JSON.stringify(shown)).not.toContain(secret)
      expect(shown.broker).toMatchObject({ keyFile: '/etc/aisle/door.key', passwordFile: '/etc/aisle/secret' })
      expect(shown.broker!.url).toBe('mqtts://broker.example:8883')
      expect(shown.store).toMatchObject({ tenant: 'acme', timezone: 'UTC' })
      expect(shown.tracking).toEqual(of(secret).tracking)
    }),
    { numRuns: 10 },
  )
})
