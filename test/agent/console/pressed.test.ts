import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

type Word = Record<'visit' | 'touchpoint' | 'outcome' | 'from', string>
type Pressed = Word & { readonly id: string }
type Answer = 'done' | 'again' | 'away' | 'renew' | { refused: string }
interface Outbox {
  readonly waiting: number
  press(word: Word): void
  flush(): Promise<void>
}

// What browsers run has types of its own.
const page = '../../../agent/console/page/'
const { Outbox } = (await import(`${page}pressed.js`)) as {
  Outbox: new (send: (one: Pressed) => Promise<Answer>, changed: () => void, refused: (why: string) => void) => Outbox
}
const { meaning } = (await import(`${page}saying.js`)) as { meaning(told: object): Answer }

let disk: Map<string, string>
beforeEach(() => {
  disk = new Map()
  const storage = {
    getItem: (key: string) => disk.get(key) ?? null,
    setItem: (key: string, text: string) => disk.set(key, text),
  }
  vi.stubGlobal('localStorage', storage)
})
afterEach(() => void vi.unstubAllGlobals())

const word = (visit: string): Word => ({
  visit,
  touchpoint: 'wall',
  outcome: 'helped',
  from: '2026-03-02T09:00:00.000Z',
})

test('each is done once by an agent that knows numbers, whatever is lost on the way there or back, and however often the page begins anew', async () => {
  const course = fc.array(
    fc.constantFrom<Answer | 'lost' | 'reload'>('done', 'again', 'away', 'renew', 'lost', 'reload'),
    { maxLength: 30 },
  )
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), course, async (presses, events) => {
      disk.clear()
      const done = new Map<string, string>()
      const interrupted = new Set<string>()
      const films = [...events]
      const send = async (one: Pressed): Promise<Answer> => {
        const event = films.shift() ?? 'done'
        // What it stopped over it never does under that number; what was done it knows by its number.
        if (event === 'renew' && !done.has(one.id)) interrupted.add(one.id)
        if (interrupted.has(one.id)) return 'renew'
        if (event === 'again' || event === 'away') return event
        done.set(one.id, one.visit)
        return event === 'lost' ? 'away' : 'done'
      }
      const open = () =>
        new Outbox(
          send,
          () => {},
          () => {},
        )
      let outbox = open()
      for (let i = 0; i < presses; i++) {
        outbox.press(word(`v${i}`))
        await outbox.flush()
        if (events[i] === 'reload') outbox = open()
      }
      for (let i = 0; outbox.waiting > 0 && i < 200; i++) {
        // What the page was at when it ended is over by the time that it is there again.
        await new Promise(resolve => setImmediate(resolve))
        await outbox.flush()
      }
      expect(outbox.waiting).toBe(0)
      expect([...done.values()].sort()).toEqual(Array.from({ length: presses }, (_, i) => `v${i}`))
    }),
    { numRuns: 60 },
  )
})

test('what the agent refuses is said, and not sent again; what is older than a day is forgotten', async () => {
  const refused: string[] = []
  const outbox = new Outbox(
    async () => ({ refused: 'There is no such visit.' }),
    () => {},
    why => refused.push(why),
  )
  outbox.press(word('v'))
  await vi.waitUntil(() => outbox.waiting === 0)
  expect(refused).toEqual(['There is no such visit.'])
  disk.set('pressed', JSON.stringify([{ id: 'i', ...word('v'), atMs: Date.now() - 90_000_000 }]))
  expect(outbox.waiting).toBe(0)
})

test('whatever else lies where it keeps what was pressed is passed over', () => {
  const outbox = new Outbox(
    async () => 'away',
    () => {},
    () => {},
  )
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), text => {
      disk.set('pressed', text)
      expect(outbox.waiting).toBe(0)
    }),
  )
})

test.each<[object, Answer]>([
  [{ ok: true, kept: true }, 'done'],
  [{ ok: true, kept: false }, 'done'],
  [{ ok: true, final: false, state: 'running' }, 'again'],
  [{ ok: false, error: { code: 'REQUEST_TOO_MANY', message: 'x' } }, 'again'],
  [{ ok: false, error: { code: 'STORE_FULL', message: 'x' } }, 'again'],
  [{ ok: false, error: { code: 'REQUEST_INTERRUPTED', message: 'x' } }, 'renew'],
  [{ ok: false, error: { code: 'VISIT_UNKNOWN', message: 'There is none.' } }, { refused: 'There is none.' }],
  [{}, { refused: 'The agent gave no reason.' }],
])('of the answer %j follows %j', (told, answer) => {
  expect(meaning(told)).toEqual(answer)
})
