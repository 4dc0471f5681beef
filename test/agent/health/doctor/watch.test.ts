import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { first, letIn } from '../../../../agent/health/doctor/sensor.ts'
import { watch } from '../../../../agent/health/doctor/watch.ts'
import { Fault } from '../../../../config/fault.ts'
import type { Source } from '../../../../drivers/source.ts'

/** A source that yields these times, −∞ for what only says that it is open, and then stays, or fails. */
const source = (times: readonly number[], fails = false): Source<number> => ({
  id: 'till',
  async *open(signal) {
    yield* times
    if (fails) throw new Fault('SOURCE_REFUSED', { sensor: 'till', why: 'busy', next: '' })
    await delay(60_000, undefined, { signal }).catch(() => {})
  },
})
const OPEN = Number.NEGATIVE_INFINITY
const how = { atMs: (item: number) => item, patienceMs: 50, watchMs: 20, nowMs: () => 1000 }
const held = { id: 'till', item: 'code', isSteady: false, isRecording: false, patienceMs: 50, looks: false }

test('a sensor that only says that it is open lets us in, and has delivered nothing', async () => {
  const watched = await watch(source([OPEN]), how)
  expect(watched).toMatchObject({ isOpen: true, items: 0 })
  expect(watched.firstMs).toBeUndefined()
  expect(letIn(held, watched)).toMatchObject({ mark: 'passed', found: 'it lets us in' })
  expect(first(held, watched)).toMatchObject({ mark: 'doubtful', found: 'none came in 0.1 s' })
})

test('what it delivers is counted from the first that holds anything', async () => {
  const watched = await watch(source([OPEN, 900, OPEN, 950]), how)
  expect(watched).toMatchObject({ isOpen: true, items: 2, ageMs: 100 })
  expect(first(held, watched).mark).toBe('passed')
})

test('one that refuses us never opened', async () => {
  const watched = await watch(source([], true), how)
  expect(watched).toMatchObject({ isOpen: false, items: 0, lost: { code: 'SOURCE_REFUSED' } })
  expect(letIn(held, watched).mark).toBe('failed')
})
