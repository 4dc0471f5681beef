import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cameraOf } from '../../../drivers/camera/onvif.ts'

const answer = (scopes: unknown, XAddrs: unknown) => ({ probeMatches: { probeMatch: { scopes, XAddrs } } })

test('a camera is known by where it answers and what it calls itself', () => {
  expect(
    cameraOf(
      answer('onvif://www.onvif.org/name/Door%20camera onvif://www.onvif.org/hardware/DS-2', 'http://10.0.0.7/x'),
    ),
  ).toEqual({ host: '10.0.0.7', name: 'Door camera', hardware: 'DS-2', service: 'http://10.0.0.7/x' })
  expect(cameraOf(answer({ _: 'onvif://www.onvif.org/name/A', $: {} }, 'ftp://a http://b:81'))).toMatchObject({
    host: 'b:81',
    name: 'A',
  })
  expect(cameraOf(answer('', ''))).toBe(undefined)
})

test('nothing that a camera says can be a secret in a URL, or steer a terminal', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc
      .tuple(fc.webUrl(), fc.string())
      .map(([url, login]) => url.replace('://', `://${encodeURIComponent(login)}:s3cret@`)),
    fc.string({ unit: 'binary' }).map(name => `onvif://www.onvif.org/name/${name}`),
    fc
      .uint8Array()
      .map(
        bytes => `onvif://www.onvif.org/name/${[...bytes].map(b => `%${b.toString(16).padStart(2, '0')}`).join('')}`,
      ),
  )
  const words = fc.array(text).map(all => all.join(' '))
  fc.assert(
    fc.property(words, words, (scopes, addresses) => {
      const camera = cameraOf(answer(scopes, addresses))
      if (!camera) return
      const url = new URL(camera.service)
      expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', ''])
      for (const said of [camera.host, camera.name ?? '', camera.hardware ?? '', camera.service])
        expect(said).not.toMatch(/\p{C}/u)
    }),
  )
})

test('whatever else comes is no camera', () => {
  fc.assert(
    fc.property(fc.anything(), value => {
      expect(cameraOf(value)).toBe(undefined)
      cameraOf({ probeMatches: value })
      cameraOf({ probeMatches: { probeMatch: value } })
      cameraOf(answer(value, value))
    }),
  )
})
