import fc from 'fast-check'
import { expect, test } from 'vitest'
import { url } from '../../config/shapes.ts'

const mqtt = url('mqtts?|wss?', 'such a URL')
const accepts = (text: string) => mqtt.safeParse(text).success

test.each([
  'mqtt://broker',
  'mqtts://broker.example.',
  'mqtt://192.0.2.7:1883',
  'ws://[2001:db8::1]:9001/mqtt',
  'wss://broker.example/mqtt?clean=1',
  'mqtt://my_broker-1',
])('%s is a URL of a machine', text => {
  expect(accepts(text)).toBe(true)
})

test.each([
  'mqtt://joe:hunter2@host',
  'mqtt://joe:se/cret@host',
  'mqtt://joe/@host',
  'mqtt://host/a@b',
  'mqtt://host?a@b',
  'mqtt://host#a@b',
  'mqtt://joe:secret',
  'mqtt://host:70000',
  'mqtt://host:',
  'mqtt://[::g]',
  'mqtt://[1:2]',
  'mqtt://::1',
  'mqtt://ho%40st',
  'mqtt://',
  'mqtt:///path',
  'mqtt:host',
  'http://host',
  'mqtt://host /x',
  'mqtt://host\n',
])('%j is none', text => {
  expect(accepts(text)).toBe(false)
})

test('whatever is accepted, URL reads the same host in it, and neither user name nor password', () => {
  const piece = fc.constantFrom('a', 'host', '1', '.', ':', '/', '@', '[', ']', '%40', '?', '#', '-', '1883', '::', ' ')
  const text = fc.array(piece, { maxLength: 8 }).map(pieces => `mqtt://${pieces.join('')}`)
  fc.assert(
    fc.property(text, text => {
      fc.pre(accepts(text))
      const { username, password, host } = new URL(text)
      expect([username, password]).toEqual(['', ''])
      expect(text.slice('mqtt://'.length).split('/')[0]).toBe(host)
    }),
    { numRuns: 2000 },
  )
})
