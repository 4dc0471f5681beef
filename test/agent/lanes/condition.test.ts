import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Shed } from '../../../agent/health/shed.ts'
import { conditionOf } from '../../../agent/lanes/condition.ts'
import { loadConfig } from '../../../config/load.ts'
import { ROOT } from '../../../config/root.ts'

/** What is left out in a second by an agent that holds more than 1 MB, and less than a million. */
function leftOut(allowedMegabytes: number | undefined, memoryMegabytes?: number) {
  const config = loadConfig(fileURLToPath(new URL('config/example.yaml', ROOT)))
  const health = { ...config.health, pressSeconds: 0.001, ...(memoryMegabytes && { memoryMegabytes }) }
  let left: readonly Shed[] = []
  const { thrift, meters } = conditionOf(
    { ...config, health },
    {
      ...{ tell: () => {}, warn: () => {}, now: () => 0, isSynchronised: () => true, allowedMegabytes },
      shed: what => (left = what),
    },
  )
  for (const atMs of [0, 1000]) thrift.tick(atMs)
  meters.close()
  return left
}

test('what the unit lets it have counts where the configuration does not say', () => {
  expect(leftOut(1)).toContain('half-rate')
  expect(leftOut(1, 1e6)).toEqual([])
  expect(leftOut(undefined)).toEqual([])
})
