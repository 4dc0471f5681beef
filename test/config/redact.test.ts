import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redactLogin } from '../../config/redact.ts'

test.each([
  ['connect ECONNREFUSED 192.0.2.7:8883', 'connect ECONNREFUSED 192.0.2.7:8883'],
  ['mqtts://hub.example:8883 did not answer', 'mqtts://hub.example:8883 did not answer'],
  ['mqtts://hub.example:8883/shop?pin=1 did not answer', 'mqtts://hub.example:8883/… did not answer'],
  ['mqtts://shop:hunter2@hub.example did not answer', 'mqtts://[hidden] did not answer'],
  ['shop@hub.example was refused, username=shop password: hunter2', '[hidden] was refused, [hidden] [hidden]'],
  ['association of 3c:22:fb:0a:1b:2c was lost', 'association of [hardware address] was lost'],
])('to whoever named the host: %s', (said, told) => {
  expect(redactLogin(said)).toBe(told)
})

test('no login, path or query of a URL is told, whatever stands around it, in 240 characters at most', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9!$&*+=._~%-]{12,20}$/)
  const secret = fc.oneof(
    word.map(name => ({ name, url: `mqtts://${name}:${name}@hub.example:8883` })),
    word.map(name => ({ name, url: `wss://hub.example/${name}` })),
    word.map(name => ({ name, url: `wss://hub.example:443/?token=${name}` })),
    word.map(name => ({ name, url: `password=${name}` })),
  )
  fc.assert(
    fc.property(fc.string(), secret, fc.string(), (before, { name, url }, after) => {
      const told = redactLogin(`${before} ${url} ${after}`)
      expect(told).not.toContain(name)
      expect(told.length).toBeLessThanOrEqual(240)
    }),
    { numRuns: 1000 },
  )
})
