import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Budget, begin, type Pressure, type Rule, step } from '../../../agent/health/budget.ts'
import { SHED } from '../../../agent/health/shed.ts'

const RULE: Rule = { pressMs: 3000, easeMs: 5000, longestEaseMs: 12_000 }
const MOODS = { '#': 'over', '-': 'between', '.': 'ease' } as const satisfies Record<string, Pressure>

/** How much is left out, one character a second: # too much, - as much as there may be, . room. */
function film(seconds: string): string {
  let budget = begin(RULE)
  return [...seconds]
    .map((sign, second) => (budget = step(budget, MOODS[sign as '#'], 1000 * second, RULE)).shed)
    .join('')
}

test.each([
  ['####', '0001'],
  ['###-####', '00000001'],
  ['#######', '0001112'],
  ['################', '0001112223334444'],
  ['####......', '0001111110'],
  // What is too much again at once comes back after twice the time, and at most after the longest.
  ['####......####..........', '000111111000011111111111'],
  ['####......####...........', '0001111110000111111111110'],
])('%s', (seconds, shed) => expect(film(seconds)).toBe(shed))

interface Change {
  readonly at: number
  readonly by: 1 | -1
}

/** The rule restated over the whole history: for how long it has been so, counted back to when something last changed. */
function slow(history: readonly (readonly [atMs: number, pressure: Pressure])[]): number {
  const changes: Change[] = []
  let shed = 0
  let easeMs = RULE.easeMs
  for (let i = 0; i < history.length; i++) {
    const [nowMs, pressure] = history[i]!
    if (pressure === 'between') continue
    let first = i
    while (first > 0 && history[first - 1]![1] === pressure) first--
    const sinceMs = Math.max(
      history[first]![0],
      ...changes.filter(({ at }) => at >= first).map(({ at }) => history[at]![0]),
    )
    if (pressure === 'over' && nowMs - sinceMs >= RULE.pressMs && shed < SHED.length) {
      const last = changes.findLast(() => true)
      if (last?.by === -1 && sinceMs - history[last.at]![0] < easeMs) easeMs = Math.min(2 * easeMs, RULE.longestEaseMs)
      changes.push({ at: i, by: 1 })
      shed++
    }
    if (pressure === 'ease' && nowMs - sinceMs >= easeMs) {
      if (shed > 0) {
        changes.push({ at: i, by: -1 })
        shed--
      } else easeMs = RULE.easeMs
    }
  }
  return shed
}

const moods = fc.array(
  fc.tuple(
    fc.nat(4000),
    fc.constantFrom<Pressure>('over', 'over', 'between', 'ease', 'ease'),
    fc.integer({ min: 1, max: 8 }),
  ),
  { maxLength: 30 },
)

test('agrees with the rule restated over the whole history', () => {
  fc.assert(
    fc.property(moods, runs => {
      const history: [number, Pressure][] = []
      let budget: Budget = begin(RULE)
      let nowMs = 0
      for (const [gapMs, pressure, times] of runs)
        for (let i = 0; i < times; i++) {
          history.push([(nowMs += gapMs), pressure])
          budget = step(budget, pressure, nowMs, RULE)
          expect(budget.shed).toBe(slow(history))
        }
    }),
    { numRuns: 200 },
  )
})

test('it goes one step at a time, and never without having been too much, or room, for its while', () => {
  fc.assert(
    fc.property(moods, runs => {
      let budget: Budget = begin(RULE)
      let [nowMs, changedMs] = [0, 0]
      for (const [gapMs, pressure, times] of runs)
        for (let i = 0; i < times; i++) {
          nowMs += gapMs
          const was = budget.shed
          budget = step(budget, pressure, nowMs, RULE)
          expect(Math.abs(budget.shed - was)).toBeLessThanOrEqual(1)
          expect(budget.easeMs).toBeLessThanOrEqual(RULE.longestEaseMs)
          if (budget.shed === was) continue
          expect(pressure).toBe(budget.shed > was ? 'over' : 'ease')
          expect(nowMs - changedMs).toBeGreaterThanOrEqual(budget.shed > was ? RULE.pressMs : RULE.easeMs)
          changedMs = nowMs
        }
    }),
  )
})
