import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { HealthFact } from '../../../agent/health/fact.ts'
import { supervise } from '../../../agent/lanes/supervise.ts'
import { Fault } from '../../../config/fault.ts'
import type { Source } from '../../../drivers/source.ts'

/** A source whose openings go as the film says: digits are items, ! is a failure, | is the end of a recording. */
function film(openings: readonly string[]): Source<string> & { opened: number } {
  return {
    id: 'eye',
    opened: 0,
    async *open() {
      for (const sign of openings[this.opened++] ?? '|') {
        if (sign === '!') throw new Fault('SOURCE_LOST', { sensor: 'eye', why: 'film' })
        if (sign === '|') return
        yield sign
      }
    },
  }
}

async function watch(openings: readonly string[]) {
  const facts: HealthFact['kind'][] = []
  const faults: string[] = []
  const seen: string[] = []
  const source = film(openings)
  for await (const item of supervise(source, {
    signal: new AbortController().signal,
    tell: fact => facts.push(fact.kind),
    failed: fault => faults.push(fault.code),
    now: () => 0,
    waits: { firstMs: 1, longestMs: 2, steadyMs: 1e6 },
  }))
    seen.push(item)
  return { seen: seen.join(''), facts, failures: faults.length }
}

test.each([
  [['12|'], { seen: '12', facts: [], failures: 0 }],
  [['1!', '2|'], { seen: '12', facts: ['sensor.failed', 'sensor.recovered'], failures: 1 }],
  [['!', '!', '!', '1|'], { seen: '1', facts: ['sensor.failed', 'sensor.recovered'], failures: 1 }],
  [['1!', '2!', '!', '3!', '4|'], { seen: '1234', facts: ['sensor.failed', 'sensor.recovered'], failures: 1 }],
])('%j: each outage is told once, and its end', async (openings, expected) => {
  expect(await watch(openings)).toEqual(expected)
})

test('an outage whose cause changes is told again, as of when it began', async () => {
  const causes = ['SOURCE_LOST', 'SOURCE_LOST', 'SOURCE_REFUSED', 'SOURCE_LOST'] as const
  let opened = 0
  const source: Source<string> = {
    id: 'eye',
    async *open() {
      const code = causes[opened++]
      if (code) throw new Fault(code, { sensor: 'eye', why: 'film', next: '' })
      yield 'picture'
    },
  }
  const told: unknown[] = []
  let atMs = 0
  const how = { signal: new AbortController().signal, failed: () => {}, now: () => ++atMs }
  const items = supervise(source, {
    ...how,
    tell: fact => void told.push(fact),
    waits: { firstMs: 1, longestMs: 1, steadyMs: 1e6 },
  })
  for await (const item of items) expect(item).toBe('picture')
  expect(told).toMatchObject([
    { kind: 'sensor.failed', cause: 'SOURCE_LOST', sinceMs: 1 },
    { kind: 'sensor.failed', cause: 'SOURCE_REFUSED', sinceMs: 1 },
    { kind: 'sensor.failed', cause: 'SOURCE_LOST', sinceMs: 1 },
    { kind: 'sensor.recovered', sinceMs: 1 },
  ])
})

test('an abort during the wait ends it at once', async () => {
  const stop = new AbortController()
  const items = supervise(film(['!']), {
    signal: stop.signal,
    tell: () => {},
    failed: () => stop.abort(),
    now: () => 0,
    waits: { firstMs: 1e9, longestMs: 1e9, steadyMs: 1e9 },
  })
  for await (const item of items) expect(item).toBe('nothing may come')
})

test('an error that is no fault becomes one', async () => {
  const stop = new AbortController()
  const source: Source<never> = {
    id: 'eye',
    // biome-ignore lint/correctness/useYield: it fails before it can
    async *open() {
      throw new TypeError('odd')
    },
  }
  let told: Fault | undefined
  const failed = (fault: Fault) => {
    told = fault
    stop.abort()
  }
  for await (const _ of supervise(source, { signal: stop.signal, tell: () => {}, failed, now: () => 0 }))
    expect.unreachable()
  expect(told?.message).toBe('Sensor eye is lost: odd. The other lanes go on; this one is tried again.')
})

test('one item does not make the waits short again: a source that sends one and hangs up is left in peace longer and longer', async () => {
  const openedMs: number[] = []
  const source: Source<string> = {
    id: 'eye',
    async *open() {
      openedMs.push(performance.now())
      yield 'picture'
      if (openedMs.length <= 4) throw new Fault('SOURCE_LOST', { sensor: 'eye', why: 'film' })
    },
  }
  const how = { tell: () => {}, failed: () => {}, now: () => 0 }
  const waits = { firstMs: 8, longestMs: 1000, steadyMs: 1e6 }
  for await (const _ of supervise(source, { ...how, waits, signal: new AbortController().signal }));
  for (const [i, leastMs] of [8, 16, 32, 64].entries())
    expect(openedMs[i + 1]! - openedMs[i]!).toBeGreaterThanOrEqual(leastMs - 2)
})

test('one that delivers for a while has recovered, and is opened again soon when it fails', async () => {
  let opened = 0
  const source: Source<string> = {
    id: 'eye',
    async *open() {
      yield 'picture'
      await sleep(20)
      if (++opened <= 40) throw new Fault('SOURCE_LOST', { sensor: 'eye', why: 'film' })
    },
  }
  const facts: string[] = []
  const how = { tell: (fact: HealthFact) => facts.push(fact.kind), failed: () => {}, now: () => 0 }
  // Were the waits not short again, the last would take centuries.
  const waits = { firstMs: 1, longestMs: 1e15, steadyMs: 1 }
  for await (const _ of supervise(source, { ...how, waits, signal: new AbortController().signal }));
  expect(facts).toEqual(Array.from({ length: 40 }, () => ['sensor.failed', 'sensor.recovered']).flat())
})

test('each wait is twice the one before, up to a limit: forty failures do not take years', async () => {
  const openedMs: number[] = []
  const source: Source<string> = {
    id: 'eye',
    async *open() {
      openedMs.push(performance.now())
      if (openedMs.length <= 40) throw new Fault('SOURCE_LOST', { sensor: 'eye', why: 'film' })
      yield 'back'
    },
  }
  const seen: string[] = []
  const how = { tell: () => {}, failed: () => {}, now: () => 0, waits: { firstMs: 4, longestMs: 32, steadyMs: 1e6 } }
  for await (const item of supervise(source, { ...how, signal: new AbortController().signal })) seen.push(item)
  expect(seen).toEqual(['back'])
  // Timers may be a millisecond early.
  for (const [i, leastMs] of [4, 8, 16, 32, 32].entries())
    expect(openedMs[i + 1]! - openedMs[i]!).toBeGreaterThanOrEqual(leastMs - 2)
})
