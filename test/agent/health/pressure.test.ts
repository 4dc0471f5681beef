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
  [{ cpuShare: 1.7 }, { cpuCores: 1.5 }, 'it takes 1.7 of 1.5 cores'],
  [{ residentMegabytes: 712.4 }, { memoryMegabytes: 700 }, 'it holds 712 of 700 MB'],
  [{ loopDelayMs: 600 }, {}, 'it is kept waiting for 600 of 500 ms, while it takes 0.5 cores'],
  [{ overtaken: 0.51 }, {}, '51 of 50 % of the pictures are dropped, while it takes 0.5 cores'],
  [{ lateMs: 2400 }, {}, 'pictures are 2.4 of 2 s old when they are looked at, while it takes 0.5 cores'],
])('%o of %o is too much', (load, health, why) => expect(judge(load, health)).toEqual({ is: 'over', why }))

test('between the limit and the room below it nothing changes, and one that is near it is enough for that', () => {
  expect(judge({ cpuShare: 1.4 }, { cpuCores: 1.5 }).is).toBe('between')
  expect(judge({ cpuShare: 1.2 }, { cpuCores: 1.5 }).is).toBe('ease')
  expect(judge({ cpuShare: 0.1, overtaken: 0.45 }, { cpuCores: 1.5 }).is).toBe('between')
})
