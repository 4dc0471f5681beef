import { expect, test, vi } from 'vitest'
import { Lane } from '../../../../agent/events/subscriber/lane.ts'
import type { Position } from '../../../../agent/events/subscriber/progress.ts'
import type { Reading } from '../../../../agent/events/subscriber/reading.ts'
import { Turns } from '../../../../agent/events/subscriber/turns.ts'
import type { Yard } from '../../../../agent/events/subscriber/yard.ts'
import { idOf } from '../../../../agent/events/wire.ts'

const SOURCE = '/acme/vienna/door'

/** Everything around a lane. What was handled counts only when it is committed. */
class Around {
  /** Ids of what was handled, and of what was committed. */
  readonly handled: string[] = []
  readonly committed: string[] = []
  acknowledged: string | undefined
  readonly faults: string[] = []
  /** The position that is stored, where the progress tells of it. */
  stored: string | undefined
  /** How often these are still to fail, by id. */
  readonly failing = new Map<string, number>()
  /** How often the answer to a commit is still lost. */
  unheard = 0
  readonly lane: Lane<string[]>

  constructor() {
    const yard: Yard<string[]> = {
      ...{ from: 'oldest', batch: 64, hold: 1000, patienceMs: 1e6, answerMs: 1e6, online: false, heardMs: 0 },
      turns: new Turns(16),
      signal: new AbortController().signal,
      commit: (position, work) => this.#commit(position, work),
      handle: async (_source, _stream, { place }, tx) => {
        const id = idOf(place)
        this.handled.push(id)
        const failures = this.failing.get(id) ?? 0
        this.failing.set(id, failures - 1)
        if (failures > 0) throw new Error('no')
        tx.push(id)
      },
      ask: () => true,
      acknowledge: ({ through }) => {
        this.acknowledged = through
      },
      fault: ({ code }) => void this.faults.push(code),
      pause: async () => {},
    }
    this.lane = new Lane(yard, SOURCE, '', '1-1')
  }

  /** Events come, all at once. */
  hear(from: number, through: number): string[] {
    const ids: string[] = []
    for (let sequence = from; sequence <= through; sequence++) {
      const place = { stream: '', epoch: 1, sequence }
      ids.push(idOf(place))
      const before = { ...place, sequence: sequence - 1 }
      const said = { unknown: {}, why: '' } as Reading['said']
      this.lane.hear({ place, before, certain: true, said }, false, () => {})
    }
    return ids
  }

  async #commit({ through }: Position, work: (tx: string[], stored?: string) => Promise<boolean>): Promise<void> {
    const done: string[] = []
    // Others come in between, as with a real database.
    await Promise.resolve()
    const isNews = await work(done, this.stored)
    this.committed.push(...done)
    if (isNews) this.stored = through
    if (this.unheard-- > 0) throw new Error('the connection ended')
  }
}

const until = (what: string, done: () => boolean) =>
  vi.waitUntil(done, { timeout: 20_000, interval: 5 }).catch(() => expect.fail(`${what}: not within 20 s`))

test('an event that fails has those before it handled once more, and those behind it not at all', async () => {
  const around = new Around()
  around.hear(2, 2)
  const ids = ['1-2', ...around.hear(3, 64)]
  around.failing.set('1-60', 3)
  await until('all', () => around.acknowledged === '1-64')
  const times = (id: string) => around.handled.filter(one => one === id).length
  for (const id of ids) expect(times(id)).toBe(id === '1-60' ? 4 : Number(id.slice(2)) < 60 && id !== '1-2' ? 2 : 1)
  expect(around.committed).toEqual(ids)
})

test('what was committed is not done again, though nobody heard that it was', async () => {
  const around = new Around()
  around.unheard = 2
  const ids = around.hear(2, 40)
  await until('all', () => around.acknowledged === '1-40')
  expect(around.committed).toEqual(ids)
  expect(around.faults).toContain('HANDLER_FAILED')
})

test('what another process of the same name has done is not done again, nor its position taken back', async () => {
  const around = new Around()
  around.stored = '1-5'
  around.hear(2, 10)
  await until('all', () => around.acknowledged === '1-10')
  expect(around.committed).toEqual(['1-6', '1-7', '1-8', '1-9', '1-10'])
  around.stored = '2-3'
  around.hear(11, 20)
  await until('all', () => around.acknowledged === '1-20')
  expect(around.committed).toHaveLength(5)
  expect(around.stored).toBe('2-3')
})
