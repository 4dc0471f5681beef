import { expect, test } from 'vitest'
import { pressure } from '../../../agent/health/pressure.ts'
import { Health } from '../../../config/health.ts'

const calm = { cpuShare: 0.5, residentMegabytes: 300, loopDelayMs: 20, overtaken: 0, lateMs: 100 }
function judge(load: Partial<typeof calm>, health: Partial<Health>) {
  const { cpuShare, residentMegabytes, loopDelayMs, overtaken, lateMs } = { ...calm, ...load }
  const process = { cpuShare, residentMegabytes, cpuSeconds: 0, heapMegabytes: 0, externalMegabytes: 0 }
  return pressure(
    { process: { ...process, loopDelayMs: { p99: loopDelayMs } }, overtaken, lateMs },
    Health.parse(health),
  )
}

test('without a limit CPU and memory may be had, all of them', () => {
  expect(judge({ cpuShare: 64, residentMegabytes: 1e6 }, {}).is).toBe('ease')
})

test.each([
  [{ cpuShare: 1.7 }, { cpuCores: 1.5 }, 'it took 1.7 cores (at most 1.5)'],
  [{ residentMegabytes: 712.4 }, { memoryMegabytes: 700 }, 'it held 712 MB (at most 700)'],
  [{ loopDelayMs: 600 }, {}, 'it was kept waiting for 0.6 s (at most 0.5 s); it took 0.5 cores itself'],
  [{ overtaken: 0.51 }, {}, '51 % of the pictures were dropped (at most 50 %); it took 0.5 cores itself'],
  [{ lateMs: 2400 }, {}, 'pictures were 2.4 s old when they were looked at (at most 2 s); it took 0.5 cores itself'],
  [
    { loopDelayMs: 63_583, lateMs: 2500, cpuShare: 0 },
    {},
    'it was kept waiting for 63.6 s (at most 0.5 s), pictures were 2.5 s old when they were looked at (at most 2 s); it took 0.0 cores itself, so something else held it up',
  ],
])('%o of %o is too much', (load, health, why) => expect(judge(load, health)).toEqual({ is: 'over', why }))

test('between the limit and the room below it nothing changes, and one that is near it is enough for that', () => {
  expect(judge({ cpuShare: 1.4 }, { cpuCores: 1.5 }).is).toBe('between')
  expect(judge({ cpuShare: 1.2 }, { cpuCores: 1.5 }).is).toBe('ease')
  expect(judge({ cpuShare: 0.1, overtaken: 0.45 }, { cpuCores: 1.5 }).is).toBe('between')
})
