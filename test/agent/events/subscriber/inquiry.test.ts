import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Inquiry } from '../../../../agent/events/subscriber/inquiry.ts'
import { Stream } from '../../../../agent/events/subscriber/stream.ts'
import { Turns } from '../../../../agent/events/subscriber/turns.ts'
import type { Refusal, Reply } from '../../../../agent/events/subscriber/words.ts'
import { idOf, type Place } from '../../../../agent/events/wire.ts'

const PATIENCE_MS = 60_000
const ANSWER_MS = 10_000
const HOUR_MS = 3_600_000
const at = (sequence: number): Place => ({ stream: '', epoch: 1, sequence })

interface Asked {
  readonly id: string
  readonly after?: string
  readonly through?: string
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A subscriber that has the first event and hears the hundredth: what becomes of those between. Time goes by at a word. */
class Gap {
  readonly asked: Asked[] = []
  readonly faults: string[] = []
  readonly terms = {
    from: 'oldest' as const,
    ...{ patienceMs: PATIENCE_MS, answerMs: ANSWER_MS, online: true, heardMs: 0 },
    turns: new Turns(16),
    signal: new AbortController().signal,
    ask: (_source: string, request: object) => this.asked.push(request as Asked) > 0,
    fault: ({ message }: Error) => void this.faults.push(message),
  }
  readonly stream = new Stream<string>(at(1), { hold: 1000, opening: true })
  readonly inquiry: Inquiry

  constructor(terms: { readonly turns?: Turns } = {}) {
    Object.assign(this.terms, terms)
    this.inquiry = new Inquiry(this.stream, '/acme/vienna/door', '', this.terms, () => {})
    this.inquiry.presence(true, 1)
    this.#hear(100)
    this.inquiry.heard(false)
  }

  /** Goes by; while `deaf`, we hear nothing of what is said. */
  async pass(ms: number, deaf = false): Promise<void> {
    const step = Math.min(1000, ms)
    for (let gone = 0; gone < ms; gone += step) {
      if (!deaf) this.terms.heardMs += step
      await vi.advanceTimersByTimeAsync(step)
    }
  }

  /** Goes by until there is one more request than that. */
  async until(asked: number): Promise<void> {
    while (this.asked.length <= asked && this.losses.length === 0) await this.pass(1000)
  }

  /** The agent sends some of what the last request asked for, and says whether it was all. */
  answer(count: number): void {
    const { id } = this.asked.at(-1)!
    const first = this.stream.taken!.sequence + 1
    const last = Math.min(99, first + count - 1)
    for (let sequence = first; sequence <= last; sequence++) {
      this.#hear(sequence, true)
      this.inquiry.heard(true)
    }
    const said = { ok: true, count: last - first + 1, through: idOf(at(last)), more: last < 99, oldest: '1-1' } as const
    this.inquiry.answered(id, said satisfies Reply)
  }

  refuse(error: Refusal): void {
    this.inquiry.answered(this.asked.at(-1)!.id, { ok: false, error })
  }

  get losses(): readonly string[] {
    return this.stream.next(1000).flatMap(due => (due.kind === 'loss' ? `${idOf(due.after)} ${due.why}` : []))
  }

  /** The last that is due without a gap before it. */
  get through(): number {
    return this.stream.taken!.sequence
  }

  #hear(sequence: number, again = false): void {
    const event = { place: at(sequence), before: at(sequence - 1), certain: true, what: '', ack: () => {} }
    this.stream.hear(event, again)
    this.stream.done(this.losses.length === 0 ? this.stream.next(1000).length : 0)
  }
}

describe('what an agent still has', () => {
  test('is not lost by one answer that does not come, however long others have brought some of it', async () => {
    const gap = new Gap()
    await gap.pass(500)
    for (let i = 0; i < 40; i++) {
      gap.answer(1)
      await gap.pass(PATIENCE_MS / 10)
    }
    await gap.pass(ANSWER_MS + 5000)
    expect(gap.losses).toEqual([])
    gap.answer(100)
    expect([gap.through, gap.losses]).toEqual([100, []])
  })

  test.each([
    ['where we ask too often', { code: 'REQUEST_TOO_MANY', message: 'ask again in 1 s', retryAfterSeconds: 1 }],
    ['where a clock is wrong', { code: 'REQUEST_STALE', message: 'it was made too long ago, or a clock is wrong' }],
  ])('is waited for as long as it takes %s', async (_, error) => {
    const gap = new Gap()
    await gap.pass(500)
    for (let asked = 0; asked < 100; asked++) {
      await gap.until(asked)
      gap.refuse(error)
    }
    expect(gap.losses).toEqual([])
    expect(gap.faults).toHaveLength(1)
    await gap.pass(PATIENCE_MS + 1000)
    gap.answer(100)
    expect([gap.through, gap.losses]).toEqual([100, []])
  })

  test('is told of for each cause why it does not come, once, however the words of the cause differ', async () => {
    const gap = new Gap()
    await gap.pass(500)
    await gap.pass(ANSWER_MS + 1000)
    for (let asked = 1; asked < 6; asked++) {
      await gap.until(asked)
      gap.refuse({ code: 'REQUEST_STALE', message: `it was made ${1000 + asked} s before the time of the agent` })
    }
    expect(gap.faults).toEqual([
      expect.stringContaining('does not answer'),
      expect.stringContaining('1001 s before the time of the agent'),
    ])
  })

  test('is asked for again when the agent says that it may be', async () => {
    const gap = new Gap()
    await gap.pass(500)
    gap.refuse({ code: 'REQUEST_TOO_MANY', message: 'ask again in 120 s', retryAfterSeconds: 120 })
    await gap.pass(119_000)
    expect(gap.asked).toHaveLength(1)
    await gap.pass(2000)
    expect(gap.asked).toHaveLength(2)
  })

  test('is not lost while we hear nothing: away from the broker, or because so much waits for handlers', async () => {
    const gap = new Gap()
    await gap.pass(500)
    await gap.pass(HOUR_MS, true)
    // The answer is on its way all that time, and nobody asks for it twice.
    expect([gap.asked.length, gap.losses]).toEqual([1, []])
    gap.answer(100)
    expect([gap.through, gap.losses]).toEqual([100, []])
  })

  test('is not lost while the bridge of its shop is down, and is asked for when that is up', async () => {
    const gap = new Gap()
    gap.inquiry.bridge(false)
    await gap.pass(HOUR_MS)
    expect(gap.losses).toEqual([])
    const asked = gap.asked.length
    expect(asked).toBeLessThan(HOUR_MS / 60_000 + 1)
    gap.inquiry.bridge(true)
    await gap.pass(500)
    expect(gap.asked).toHaveLength(asked + 1)
    gap.answer(100)
    expect([gap.through, gap.losses]).toEqual([100, []])
  })

  test('is not lost while the agent is away', async () => {
    const gap = new Gap()
    gap.inquiry.presence(false, 1)
    await gap.pass(HOUR_MS)
    gap.inquiry.presence(true, 1)
    await gap.pass(ANSWER_MS + 5000)
    expect(gap.losses).toEqual([])
  })

  test.each([
    ['does not answer', 'unanswered'],
    ['refuses', 'refused'],
  ])('is lost in the end, once, where it %s, and no sooner than was to be waited', async (_, why) => {
    const gap = new Gap()
    for (let asked = 0; gap.losses.length === 0; asked++) {
      expect(gap.faults.length).toBeLessThan(2)
      await gap.until(asked)
      if (why === 'refused') gap.refuse({ code: 'UNEXPECTED', message: 'no' })
      else await gap.pass(ANSWER_MS + 500)
      if (gap.terms.heardMs < PATIENCE_MS) expect(gap.losses).toEqual([])
    }
    expect(gap.losses).toEqual([`1-1 ${why}`])
    expect(gap.through).toBe(100)
  })
})

test('agents that are away leave their turns to those that are there', async () => {
  const turns = new Turns(2)
  const away = [new Gap({ turns }), new Gap({ turns })]
  const here = new Gap({ turns })
  await here.pass(500)
  expect(here.asked).toHaveLength(0)
  for (const gap of away) gap.inquiry.presence(false, 1)
  expect(here.asked).toHaveLength(1)
})

test('the broker may go while many wait for their turn', async () => {
  const turns = new Turns(2)
  const gaps = Array.from({ length: 200 }, () => new Gap({ turns }))
  await gaps[0]!.pass(500)
  for (const gap of gaps) gap.terms.online = false
  for (const gap of gaps) gap.terms.heardMs += 2 * ANSWER_MS
  await vi.advanceTimersByTimeAsync(2 * ANSWER_MS)
  for (const gap of gaps) gap.terms.online = true
  for (const gap of gaps) gap.inquiry.connected()
  await gaps[0]!.pass(500)
  expect(gaps.filter(gap => gap.asked.length === 2)).toHaveLength(2)
})
