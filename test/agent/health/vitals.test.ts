import { expect, test } from 'vitest'
import { Vitals } from '../../../agent/health/vitals.ts'

/** An event loop that is asked for so many times in each window, with so much between two looks. */
function loop(looks: readonly { readonly count: number; readonly p99Ms: number }[]) {
  let window = 0
  return {
    enable: () => true,
    disable: () => true,
    reset: () => void window++,
    percentile: () => 1e6 * looks[window]!.p99Ms,
    get count() {
      return looks[window]!.count
    },
  }
}

/** What is told after each window of so many seconds. */
function delays(seconds: number, ...looks: { readonly count: number; readonly p99Ms: number }[]): number[] {
  const vitals = new Vitals(loop([...looks, { count: 0, p99Ms: 0 }]))
  vitals.tick(0)
  const told = looks.map((_, i) => {
    vitals.tick(1000 * seconds * (i + 1))
    return vitals.read().loopDelayMs.p99
  })
  vitals.close()
  return told
}

test('what is between two looks beyond how often it is looked is the delay', () => {
  expect(delays(5, { count: 250, p99Ms: 21 }, { count: 240, p99Ms: 120 })).toEqual([1, 100])
})

test('a loop that never came round to be looked at was not quick but away', () => {
  const [never, once, hardly] = delays(5, { count: 0, p99Ms: 0 }, { count: 1, p99Ms: 30 }, { count: 9, p99Ms: 700 })
  expect(never).toBe(4980)
  expect(once).toBe(2480)
  expect(hardly).toBe(680)
})

test('the longer a window took, the longer was the loop away', () => {
  expect(delays(12, { count: 1, p99Ms: 0 })).toEqual([5980])
})
