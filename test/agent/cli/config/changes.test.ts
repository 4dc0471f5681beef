import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { changes, spoken } from '../../../../agent/cli/config/changes.ts'
import type { Config } from '../../../../config/config.ts'
import { parseConfig } from '../../../../config/load.ts'
import { ROOT } from '../../../../config/root.ts'

const example = readFileSync(new URL('config/example.yaml', ROOT), 'utf8')

function config(sections: Record<string, unknown> = {}): Config {
  const found = parseConfig(stringify({ ...parse(example), ...sections }), '/srv')
  if ('mistakes' in found) throw new Error(JSON.stringify(found.mistakes))
  return found.config
}
const remote = (rest: object) => config({ broker: { kind: 'remote', url: 'mqtts://broker.example', ...rest } })

test('nothing is another in a configuration than in itself', () => expect(changes(config(), config())).toEqual([]))

test('what has a name goes by it, wherever it stands in its list', () => {
  const zones = parse(example).floor.zones as { id: string; dwellSeconds: number }[]
  const moved = zones.toReversed().map(zone => (zone.id === 'wall' ? { ...zone, dwellSeconds: 9 } : zone))
  const floor = { ...parse(example).floor, zones: [...moved.filter(({ id }) => id !== 'new')] }
  const touchpoints = parse(example).touchpoints.filter(({ id }: { id: string }) => id !== 'new-arrivals')
  const found = changes(config(), config({ floor, touchpoints }))
  expect(found.map(({ path }) => path)).toEqual([
    'floor.zones[new]',
    'floor.zones[wall].dwellSeconds',
    'touchpoints[new-arrivals]',
  ])
  expect(found[1]).toEqual({ path: 'floor.zones[wall].dwellSeconds', was: 4, is: 9 })
  expect(spoken(found[1]!)).toEqual(['- floor.zones[wall].dwellSeconds: 4', '+ floor.zones[wall].dwellSeconds: 9'])
})

test('that a secret changed is said, and neither the old nor the new one', () => {
  const found = changes(remote({ username: 'tulip-91' }), remote({ username: 'orchid-17' }))
  expect(found.map(({ path }) => path)).toEqual(['broker.username'])
  expect(JSON.stringify(found)).not.toMatch(/tulip|orchid/)
})

test('back is the same, the other way round', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (a, b) => {
      const one = config({ journey: { everySeconds: a } })
      const other = config({ journey: { everySeconds: b } })
      const back = changes(other, one).map(({ was, is, ...rest }) => ({ ...rest, was: is, is: was }))
      expect(changes(one, other)).toEqual(back)
      expect(changes(one, other)).toHaveLength(a === b ? 0 : 1)
    }),
    { numRuns: 20 },
  ))
