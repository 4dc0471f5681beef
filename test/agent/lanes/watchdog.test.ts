import { expect, test } from 'vitest'
import { Ailments } from '../../../agent/health/ailments.ts'
import type { Flaw } from '../../../agent/health/scrutiny.ts'
import { Coverage } from '../../../agent/lanes/coverage.ts'
import type { Lane } from '../../../agent/lanes/lane.ts'
import { Watchdog } from '../../../agent/lanes/watchdog.ts'
import type { Config } from '../../../config/config.ts'
import { Health } from '../../../config/health.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
/** Midnight. */
const DAY_MS = Date.parse('2026-03-02T00:00:00Z')

/** A watchdog over a camera called west and a sniffer called ears, from an hour of a day on. */
function watch(fromHour: number, { hours, health }: { hours?: object; health?: Partial<Health> } = {}) {
  const said: string[] = []
  let every = 1
  const flaws: { now?: Flaw | undefined; fromMs?: number; isDark: boolean } = { isDark: false }
  const fromMs = DAY_MS + fromHour * HOUR
  const ailments = new Ailments(fact => said.push(`${fact.kind} ${'cause' in fact ? fact.cause : ''}`.trim()))
  const config = {
    health: Health.parse(health ?? {}),
    store: { timezone: 'UTC', ...(hours && { hours }) },
    cameras: [{ id: 'west', maxFps: 10 }],
    depth: [],
    wifi: [{ id: 'ears' }],
  } as unknown as Config
  const gaps: boolean[] = []
  const coverage = new Coverage(['west'], fromMs, isWhole => gaps.push(isWhole))
  coverage.mark('west', 'awaited', false, fromMs)
  const dog = new Watchdog({ config, ailments, coverage, warn: fault => said.push(fault.code), every: () => every })
  const lane = (id: string): Lane =>
    ({
      source: { id },
      flaw(_: number, from: number) {
        flaws.fromMs = from
        return flaws.now
      },
      isDark: () => flaws.isDark,
    }) as unknown as Lane
  const [west, ears] = [dog.watch(lane('west'), fromMs)!, dog.watch(lane('ears'), fromMs)!]
  return {
    ...{ said, west, ears, flaws, ailments, fromMs, dog },
    isWhole: () => gaps.at(-1),
    slower: (times: number) => (every = times),
    tick: (afterMs: number) => dog.tick(fromMs + afterMs),
  }
}

test('a camera of which nothing comes has failed, with how long that is, until something does', () => {
  const { said, west, fromMs, tick, isWhole } = watch(12)
  tick(30 * SECOND)
  expect([said, isWhole()]).toEqual([[], true])
  tick(31 * SECOND)
  tick(32 * SECOND)
  expect(said).toEqual(['SENSOR_UNWELL', 'sensor.failed nothing has come from it for 30 s'])
  expect(isWhole()).toBe(false)
  west.arrivedMs = west.handledMs = fromMs + 33 * SECOND
  tick(33 * SECOND)
  expect([said.at(-1), isWhole()]).toEqual(['sensor.recovered', true])
})

test('what its driver has told already is not told twice', () => {
  const { said, ailments, fromMs, tick } = watch(12)
  ailments.mark('west', 'source', { is: 'failed', cause: 'SOURCE_LOST', sinceMs: fromMs }, fromMs)
  tick(HOUR)
  expect(said).toEqual(['sensor.failed SOURCE_LOST'])
})

test('pictures that arrive and are not dealt with degrade it; where fewer are looked at on purpose, later', () => {
  const { said, west, fromMs, tick, isWhole, slower } = watch(12)
  west.arrivedMs = fromMs + 31 * SECOND
  slower(2)
  tick(31 * SECOND)
  expect(said).toEqual([])
  slower(1)
  tick(31 * SECOND)
  expect(said.at(-1)).toBe('sensor.degraded nobody has looked at its pictures for 30 s')
  expect(isWhole()).toBe(false)
})

test('a sniffer that hears nobody by day is degraded, and one that hears nobody at night is not', () => {
  const night = watch(20)
  for (let minute = 0; minute < 14 * 60; minute++) {
    night.west.arrivedMs = night.west.handledMs = night.fromMs + minute * 60 * SECOND
    night.tick(minute * 60 * SECOND)
  }
  expect(night.said).toEqual([])
  // It is ten; since nine it has been day.
  for (let minute = 14 * 60; minute <= 15 * 60 + 1; minute++) {
    night.west.arrivedMs = night.west.handledMs = night.fromMs + minute * 60 * SECOND
    night.tick(minute * 60 * SECOND)
  }
  expect(night.said).toEqual(['SENSOR_UNWELL', 'sensor.degraded it has heard nobody for 120 minutes of the day'])
  night.ears.arrivedMs = night.fromMs + 16 * HOUR
  night.tick(16 * HOUR)
  expect(night.said).toContain('sensor.recovered')
})

test('a flaw of its pictures degrades it while the shop is open, counted from when it opened', () => {
  const hours = { from: '08:00', to: '18:00', emptyMinutes: 15 }
  const { said, west, flaws, fromMs, tick, isWhole } = watch(7, { hours })
  flaws.now = 'dark'
  flaws.isDark = true
  const at = (ms: number) => {
    west.arrivedMs = west.handledMs = fromMs + ms
    tick(ms)
  }
  at(HOUR - SECOND)
  expect(said).toEqual([])
  at(HOUR)
  expect(flaws.fromMs).toBe(fromMs + HOUR - SECOND)
  expect(said).toEqual(['SENSOR_UNWELL', 'sensor.degraded sees nothing while the shop is open: it is dark, or covered'])
  expect(isWhole()).toBe(false)
  flaws.now = undefined
  at(HOUR + SECOND)
  expect([said.at(-1), isWhole()]).toEqual(['sensor.recovered', true])
})

test('where nobody says when the shop is open, a dark picture is no fault, and a frozen one by light is', () => {
  const { said, flaws, tick } = watch(12)
  flaws.isDark = true
  for (const flaw of ['dark', 'frozen'] as const) {
    flaws.now = flaw
    tick(SECOND)
  }
  expect(said).toEqual([])
  flaws.isDark = false
  tick(SECOND)
  expect(said.at(-1)).toBe('sensor.degraded shows the very same picture again and again')
})
