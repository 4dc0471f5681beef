import { expect, test } from 'vitest'
import { Broker } from '../../config/broker.ts'
import { isSaid, Staff } from '../../config/staff.ts'

const remote = (url: string) => Broker.parse({ kind: 'remote', url })

test.each([
  [remote('mqtt://127.0.0.1'), true],
  [remote('mqtt://localhost:1883'), true],
  [remote('mqtts://[::1]:8883'), true],
  [remote('mqtt://127.0.0.1.example:1883'), false],
  [remote('mqtt://192.168.1.7'), false],
  [remote('mqtts://broker.example:8883'), false],
  [remote('wss://127.example/mqtt'), false],
  [Broker.parse({ kind: 'embedded' }), true],
  [Broker.parse({ kind: 'embedded', host: '::1' }), true],
  [Broker.parse({ kind: 'embedded', host: '0.0.0.0' }), false],
  [undefined, false],
])('by default moments are said to a broker of this machine alone: %j %s', (broker, is) => {
  expect(isSaid(Staff.parse({}), broker)).toBe(is)
  expect(isSaid(Staff.parse({ topic: 'none' }), broker)).toBe(false)
  expect(isSaid(Staff.parse({ topic: 'broker' }), broker)).toBe(broker !== undefined)
})
