import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asked } from '../../../../agent/cli/simulate/asked.ts'
import { Fault } from '../../../../config/fault.ts'

const GOOD = {
  url: 'mqtts://broker.example:8883',
  protocol: '5',
  tenant: 'simulated',
  stores: '1000',
  first: '1',
  minutes: '2',
  rate: '10',
  window: '50',
  listeners: '2',
  seed: '1',
}

test('what is asked for in good words is understood', () => {
  expect(asked({ ...GOOD, outage: '30', shared: true, 'broker-pid': '12,13', ca: 'ca.pem' })).toEqual({
    broker: { kind: 'remote', url: GOOD.url, protocol: '5', caFile: 'ca.pem' },
    tenant: 'simulated',
    stores: 1000,
    first: 1,
    minutes: 2,
    rate: 10,
    outageMs: 30_000,
    window: 50,
    listeners: 2,
    isShared: true,
    pids: [12, 13],
    seed: 1,
  })
  expect(asked(GOOD)).toMatchObject({ outageMs: 0, isShared: false, pids: [] })
})

const LIMITS = {
  stores: [1, 100_000, true],
  first: [1, 999_999, true],
  minutes: [0.05, 1440, false],
  rate: [2, 6000, false],
  outage: [1, 3600, false],
  window: [1, 1000, true],
  listeners: [1, 64, true],
} as const
const name = fc.constantFrom(...(Object.keys(LIMITS) as (keyof typeof LIMITS)[]))
const word = fc.oneof(
  fc.string(),
  fc.double().map(String),
  fc.integer().map(String),
  fc.constantFrom('', ' ', '1e3', '0x10', '-0', 'Infinity', 'NaN', '1,000', '5 '),
)

test('a number is either within its limits or refused by the name of its option', () => {
  fc.assert(
    fc.property(name, word, (name, word) => {
      const [low, high, isWhole] = LIMITS[name]
      try {
        const read = asked({ ...GOOD, [name]: word })
        const value = name === 'outage' ? read.outageMs / 1000 : read[name]
        expect(value).toBeGreaterThanOrEqual(low)
        expect(value).toBeLessThanOrEqual(high)
        if (isWhole) expect(value).toBe(Math.trunc(value))
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Fault)
        expect(thrown).toMatchObject({ code: 'ARGUMENT_INVALID', details: { argument: `--${name}` } })
      }
    }),
  )
})

test('whatever stands in any word, it is understood or refused as an argument, and no URL is said again', () => {
  const any = fc.dictionary(
    fc.constantFrom(...Object.keys(GOOD), 'broker-pid', 'ca', 'cert', 'key', 'password-file', 'username', 'outage'),
    fc.oneof(
      word,
      fc.constantFrom('mqtt://door:secret@host', 'mqtts://[::1]:8883', 'http://host', 'x@y'),
      fc.boolean(),
    ),
  )
  fc.assert(
    fc.property(any, words => {
      try {
        asked({ ...GOOD, ...words })
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'ARGUMENT_INVALID' })
        if (typeof words.url === 'string' && words.url.includes('@')) expect(String(thrown)).not.toContain('secret')
      }
    }),
  )
})
