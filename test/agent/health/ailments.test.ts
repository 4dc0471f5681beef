import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Ailment, Ailments, type Organ } from '../../../agent/health/ailments.ts'
import type { HealthFact } from '../../../agent/health/fact.ts'

/** What is told, in short; and the state that whoever listens takes the sensor to be in. */
function listen() {
  const said: string[] = []
  let state = 'well'
  const ailments = new Ailments((fact: HealthFact) => {
    if (fact.kind === 'sensor.failed' || fact.kind === 'sensor.degraded') {
      state = fact.kind.slice('sensor.'.length)
      said.push(`${state}: ${fact.cause} since ${fact.sinceMs}`)
    } else {
      expect(state).not.toBe('well')
      state = 'well'
      said.push('recovered')
    }
  })
  const mark = (organ: Organ, is: Ailment['is'] | undefined, atMs: number, cause: string = organ) =>
    ailments.mark('west', organ, is && { is, cause, sinceMs: atMs }, atMs)
  return { said, mark, state: () => state }
}

test('the worst is told, and that it has recovered only when nothing is wrong any more', () => {
  const { said, mark } = listen()
  mark('budget', 'degraded', 1)
  mark('source', 'failed', 2)
  mark('stage', 'degraded', 3)
  mark('source', undefined, 4)
  mark('budget', undefined, 5)
  mark('stage', undefined, 6)
  expect(said).toEqual([
    'degraded: budget since 1',
    'failed: source since 2',
    'recovered',
    'degraded: budget since 1',
    'degraded: stage since 3',
    'recovered',
  ])
})

test('what is wrong again in the same way is told once; in another way, again', () => {
  const { said, mark } = listen()
  mark('budget', 'degraded', 1, 'a half')
  mark('budget', 'degraded', 1, 'a half')
  mark('budget', 'degraded', 1, 'three quarters')
  expect(said).toEqual(['degraded: a half since 1', 'degraded: three quarters since 1'])
})

test('whoever listens knows how the sensor is, whatever happens in whatever order', () => {
  const organ = fc.constantFrom<Organ>('source', 'silence', 'stage', 'picture', 'channel', 'budget')
  const is = fc.constantFrom<Ailment['is'] | undefined>('failed', 'degraded', undefined)
  fc.assert(
    fc.property(fc.array(fc.tuple(organ, is), { maxLength: 40 }), marks => {
      const { mark, state } = listen()
      const wrong = new Map<Organ, Ailment['is']>()
      for (const [i, [which, now]] of marks.entries()) {
        mark(which, now, i)
        if (now) wrong.set(which, now)
        else wrong.delete(which)
        const all = [...wrong.values()]
        expect(state()).toBe(all.includes('failed') ? 'failed' : all.length > 0 ? 'degraded' : 'well')
      }
    }),
  )
})
