import { statSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import type { Draft } from '../../../agent/events/draft.ts'
import { compare, type Place, PUBLIC, placeOf } from '../../../agent/events/wire.ts'
import type { Entry } from '../../../agent/publish/entry.ts'
import type { OutboxOptions } from '../../../agent/publish/options.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { openStore } from '../../../agent/store/store.ts'
import { context } from '../events/facts.ts'
import { looks } from './full.ts'
import { AT, draft, ended, many, passed, Shop, started } from './shop.ts'

const shops: Shop[] = []
const shop = (keeping: OutboxOptions['keeping'], options: Partial<OutboxOptions> = {}): Shop => {
  const one = new Shop({ ...(keeping && { keeping }), ...options })
  shops.push(one)
  return one
}
afterEach(() => {
  for (const one of shops.splice(0)) one.remove()
})

const FOR_AGES = { keepDays: 7, acknowledgedBy: [] }
const eventOf = ({ body }: Entry): Event => JSON.parse(body)
const place = (id: string): Place => placeOf(id)!
const erased = (audience: string, member = 'member-0123456789abcdef'): Draft =>
  draft({ kind: 'member.erased', atMs: AT, audience, member })

/** All that waits is brought to the broker. Answers it. */
function deliver(outbox: Outbox): readonly Entry[] {
  outbox.flush()
  const read = outbox.read(0, 1e6)
  outbox.settle(read)
  outbox.flush()
  return read
}

const told = (outbox: Outbox, stream = PUBLIC) => outbox.replay({ stream }).entries.map(entry => eventOf(entry).id)

describe('streams', () => {
  test('each is numbered by itself, and every event names the one before it in its stream, over crashes too', () => {
    const streams = ['', 'crm', 'till']
    const step = fc.oneof(fc.constantFrom(...streams), fc.constantFrom('crash', 'commit'))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), steps => {
        const one = new Shop({ keeping: FOR_AGES })
        const last = new Map<string, string>()
        const all = new Map<string, Event>()
        for (const what of steps) {
          if (what === 'crash') {
            one.crash()
            one.open(AT)
          } else if (what === 'commit')
            for (const entry of deliver(one.outbox)) all.set(eventOf(entry).id, eventOf(entry))
          else one.outbox.append(what === '' ? passed() : erased(what))
        }
        for (const entry of deliver(one.outbox)) all.set(eventOf(entry).id, eventOf(entry))
        const inOrder = [...all.values()].sort((a, b) => compare(place(a.id), place(b.id)))
        for (const event of inOrder) {
          const { stream, epoch, sequence } = place(event.id)
          expect(event.previous).toBe(last.get(stream))
          const before = event.previous === undefined ? undefined : place(event.previous)
          if (before?.epoch === epoch) expect(sequence).toBe(before.sequence + 1)
          else expect(sequence).toBe(1)
          expect([Number(event.epoch), Number(event.sequence)]).toEqual([epoch, sequence])
          last.set(stream, event.id)
        }
        one.close()
        one.remove()
      }),
      { numRuns: 25 },
    )
  })
})

describe('what the broker has', () => {
  test('stays, to be told again as it was and marked, over a restart too', () => {
    const one = shop(FOR_AGES)
    one.outbox.append([started('visit-a-abcdef'), ended('visit-a-abcdef'), erased('crm')])
    const had = deliver(one.outbox).map(eventOf)
    expect(one.outbox.waiting).toBe(0)
    one.crash()
    one.open(AT)
    expect(one.outbox.waiting).toBe(0)
    const again = [...one.outbox.replay({ stream: PUBLIC }).entries, ...one.outbox.replay({ stream: 'crm' }).entries]
    expect(again.map(eventOf)).toEqual(had.map(event => ({ ...event, historical: true })))
    one.close()
  })

  test('is told by range, by time and in pages, whatever of its order lies in which table', () => {
    const one = shop(FOR_AGES)
    for (let i = 0; i < 60; i++)
      one.outbox.append([
        started(`visit-${i}-abcdef`, AT + 1000 * i),
        ended(`visit-${i}-abcdef`, AT + 1000 * i + 500),
        ...many(100),
      ])
    const ids = deliver(one.outbox).map(entry => eventOf(entry).id)
    const { outbox } = one
    const range = outbox.replay({ stream: PUBLIC, after: place(ids[9]!), through: place(ids[19]!) })
    expect(range.entries.map(entry => eventOf(entry).id)).toEqual(ids.slice(10, 20))
    expect([range.more, range.oldest]).toEqual([false, ids[0]])
    const first = outbox.replay({ stream: PUBLIC })
    expect([first.entries.length, first.more]).toEqual([5000, true])
    const rest = outbox.replay({ stream: PUBLIC, after: place(eventOf(first.entries.at(-1)!).id) })
    expect([...first.entries, ...rest.entries].map(entry => eventOf(entry).id)).toEqual(ids)
    const timed = outbox.replay({ stream: PUBLIC, sinceMs: AT + 10_000, untilMs: AT + 20_000 })
    expect(
      timed.entries.map(entry => eventOf(entry).type).filter(type => type === 'aisle.visit.started.v1'),
    ).toHaveLength(11)
    one.close()
  })

  test('stays where somebody acknowledges what was never told: a database before this one did that, under a later clock', () => {
    const one = shop({ keepDays: 7, acknowledgedBy: ['cloud'] })
    const { outbox } = one
    outbox.append(many(4))
    const ids = deliver(outbox).map(entry => eventOf(entry).id)
    const { epoch } = place(ids[0]!)
    outbox.acknowledge('cloud', place(`${epoch + 1000}-4211`))
    outbox.acknowledge('cloud', place(`${epoch}-5`))
    outbox.flush()
    expect(told(outbox)).toEqual(ids)
    outbox.acknowledge('cloud', place(ids[3]!))
    outbox.flush()
    expect(told(outbox)).toEqual([])
    one.close()
  })

  test('goes when all who are waited for have it, each stream for itself', () => {
    const one = shop({ keepDays: 7, acknowledgedBy: ['cloud', 'crm'] })
    const { outbox } = one
    outbox.append([...many(4), erased('crm'), erased('till')])
    const ids = deliver(outbox).map(entry => eventOf(entry).id)
    outbox.acknowledge('cloud', place(ids[2]!))
    outbox.acknowledge('stranger', place(ids[3]!))
    outbox.flush()
    expect(told(outbox)).toEqual(ids.slice(0, 4))
    outbox.acknowledge('crm', place(ids[1]!))
    outbox.acknowledge('crm', place(ids[4]!))
    outbox.flush()
    expect(told(outbox)).toEqual(ids.slice(2, 4))
    expect([told(outbox, 'crm'), told(outbox, 'till')]).toEqual([[], [ids[5]]])
    // What was said is remembered, and an older word takes nothing back.
    one.crash()
    const again = one.open(AT)
    again.acknowledge('crm', place(ids[0]!))
    again.acknowledge('crm', place(ids[3]!))
    again.flush()
    expect(told(again)).toEqual([ids[3]])
    expect(again.dropped).toBe(0)
    one.close()
  })

  test('by time, is found wherever it was written down, an end that was told days later too', () => {
    let elapsedMs = 0
    const one = shop(FOR_AGES, { elapsedMs: () => elapsedMs })
    const hour = 3_600_000
    one.outbox.append(started('visit-open-abcdef'))
    for (let i = 0; i < 60; i++) {
      one.outbox.append(passed(i * hour))
      deliver(one.outbox)
      elapsedMs += hour
    }
    one.crash()
    one.open(AT)
    deliver(one.outbox)
    const all = one.outbox.replay({ stream: PUBLIC }).entries
    const between = ({ atMs }: Entry, since: number, until: number) => atMs >= AT + since && atMs <= AT + until
    for (const [since, until] of [
      [0, 0],
      [0, hour],
      [5 * hour, 9 * hour],
      [40 * hour, 90 * hour],
    ] as const) {
      const found = one.outbox.replay({ stream: PUBLIC, sinceMs: AT + since, untilMs: AT + until }).entries
      expect(found).toEqual(all.filter(entry => between(entry, since, until)))
    }
    const first = one.outbox.replay({ stream: PUBLIC, sinceMs: AT, untilMs: AT }).entries.map(eventOf)
    expect(first.map(({ type }) => type)).toContain('aisle.visit.ended.v1')
    one.close()
  })

  test('is gone only for who is waited for, and never for more than there was', () => {
    const one = shop({ keepDays: 7, acknowledgedBy: ['cloud'] })
    one.outbox.append(many(5))
    const ids = deliver(one.outbox).map(entry => eventOf(entry).id)
    for (let i = 0; i < 50; i++) one.outbox.acknowledge(`stranger-${i}`, place(ids[4]!))
    one.outbox.acknowledge('cloud', { ...place(ids[4]!), sequence: 6 })
    one.outbox.acknowledge('cloud', { ...place(ids[4]!), epoch: 9_999_999_999 })
    one.outbox.flush()
    expect(one.store.db.prepare('SELECT count(*) FROM ack').pluck().get()).toBe(0)
    expect(told(one.outbox)).toEqual(ids)
    one.close()
  })

  test('grows old while nothing new comes, over many starts', () => {
    const one = shop({ keepDays: 1, acknowledgedBy: [] })
    one.outbox.append(many(5))
    deliver(one.outbox)
    for (let i = 0; i < 4; i++) {
      one.close()
      one.open(AT)
      expect(told(one.outbox)).toHaveLength(i < 3 ? 5 : 0)
      one.store.db.exec(`UPDATE counter SET value = value + ${36_000_000} WHERE name = 'ran'`)
    }
    one.crash()
  })

  test('is not gone for being acknowledged before the broker said that it has it', () => {
    const one = shop({ keepDays: 7, acknowledgedBy: ['cloud'] })
    one.outbox.append(many(5))
    one.outbox.flush()
    const [, , third] = one.outbox.read(0, 5)
    one.outbox.acknowledge('cloud', place(eventOf(third!).id))
    one.outbox.flush()
    expect(one.outbox.read(0, 10)).toHaveLength(5)
    one.close()
  })

  test('goes first where room is needed, and is lost only where somebody still waits for it', () => {
    for (const acknowledgedBy of [[], ['cloud']]) {
      const one = shop({ keepDays: 7, acknowledgedBy }, { maxMegabytes: 0.75 })
      const { outbox } = one
      outbox.append(many(500))
      deliver(outbox)
      for (let i = 0; i < 4; i++) {
        outbox.append(many(100))
        outbox.flush()
      }
      expect(outbox.waiting).toBe(400)
      const left = told(outbox).length
      expect(left).toBeLessThan(900)
      expect(outbox.dropped).toBe(acknowledgedBy.length === 0 ? 0 : 900 - left)
      one.close()
    }
  })
})

describe('a disk that takes nothing', () => {
  const KEPT = 1000
  /** What the broker has, and one subscriber has not, but for the first so many; then as many commits fail, one after the other. */
  function failing(
    fail: (one: Shop) => void,
    commits: number,
    keeping = { keepDays: 7, acknowledgedBy: ['cloud'] },
    { taken = 0, crowd = 0 } = {},
  ) {
    const one = shop(keeping)
    one.outbox.append(many(KEPT))
    const ids = deliver(one.outbox).map(entry => eventOf(entry).id)
    fail(one)
    if (taken > 0) one.outbox.acknowledge('cloud', place(ids[taken - 1]!))
    if (crowd > 0) one.outbox.append(many(crowd))
    for (let i = 0; i < commits; i++) {
      one.outbox.append(passed(i))
      one.outbox.flush()
    }
    const kept = one.store.db.prepare('SELECT count(*) FROM outbox').pluck().get() as number
    return { one, kept }
  }

  test('for another reason than want of room loses nothing of what is kept', () => {
    const trigger = "CREATE TEMP TRIGGER t BEFORE INSERT ON main.outbox BEGIN SELECT raise(ABORT, 'no'); END"
    const { one, kept } = failing(({ store }) => store.db.exec(trigger), 5)
    expect([kept, one.outbox.dropped]).toEqual([KEPT, 0])
    one.crash()
  })

  const full = ({ store }: Shop) =>
    void store.db.exec('CREATE TEMP TRIGGER t BEFORE INSERT ON main.outbox BEGIN SELECT stop(); END')
  const stop = (one: Shop) => {
    one.store.db.function('stop', { deterministic: true }, () => {
      throw Object.assign(new Error('no room'), { code: 'SQLITE_FULL' })
    })
    full(one)
  }

  test('for want of room lets go first of what nobody waits for', () => {
    const { one, kept } = failing(stop, 2, undefined, { taken: 10 })
    expect([kept, one.outbox.dropped]).toEqual([KEPT - 10, 0])
    one.crash()
  })

  test('for want of room lets go of statistics before anything that somebody waits for', () => {
    const count = (one: Shop) => one.store.db.prepare('SELECT count(*) FROM decision').pluck().get() as number
    const withLooks = (keeping?: { keepDays: number; acknowledgedBy: string[] }, commits = 3) =>
      failing(
        one => {
          looks(one.store.db, 1000)
          stop(one)
        },
        commits,
        keeping,
      )
    const { one, kept } = withLooks()
    expect([kept, one.outbox.dropped]).toEqual([KEPT, 0])
    expect(count(one)).toBeLessThan(1000)
    one.crash()
    // What the broker has and nobody waits for goes before them.
    const free = withLooks(FOR_AGES)
    expect(free.kept).toBeLessThan(KEPT)
    expect(count(free.one)).toBe(1000)
    free.one.crash()
    const long = withLooks(FOR_AGES, 7)
    expect([long.kept, long.one.outbox.dropped]).toEqual([0, 0])
    expect(count(long.one)).toBeLessThan(1000)
    long.one.crash()
  })

  test('for want of room keeps what somebody waits for while memory holds what the disk does not take', () => {
    const { one, kept } = failing(stop, 10, undefined, { crowd: 4900 })
    expect([kept, one.outbox.dropped]).toEqual([KEPT, 0])
    one.crash()
  })

  test('for want of room lets go of little at a time, and counts what somebody waits for, over a crash too', () => {
    const crowd = 5001
    const { one, kept } = failing(stop, 2, undefined, { crowd })
    expect(kept).toBeGreaterThan(KEPT / 4)
    expect(kept).toBeLessThan(KEPT)
    expect(one.outbox.dropped).toBe(KEPT - kept)
    one.crash()
    // And those that were in memory alone.
    expect(one.open(AT).dropped).toBe(KEPT - kept + crowd + 2)
    one.close()
    const free = failing(stop, 2, FOR_AGES, { crowd })
    expect([free.kept, free.one.outbox.dropped]).toEqual([kept, 0])
    free.one.crash()
  })
})

test('of what is for one subscriber alone only that counts as lost whose subscriber is waited for', () => {
  let elapsedMs = 0
  const one = shop({ keepDays: 1, acknowledgedBy: ['cloud', 'till'] }, { elapsedMs: () => elapsedMs })
  const { outbox } = one
  for (let i = 0; i < 20; i++) outbox.append([erased('crm'), erased('till')])
  const ids = deliver(outbox).map(entry => eventOf(entry).id)
  outbox.acknowledge('till', place(ids[9]!))
  outbox.flush()
  for (const passes of [3_600_000, 2 * 86_400_000]) {
    elapsedMs += passes
    outbox.append(passed())
    outbox.flush()
  }
  expect([told(outbox, 'crm'), told(outbox, 'till')]).toEqual([[], []])
  // And the first that was for everybody.
  expect(outbox.dropped).toBe(16)
  one.close()
})

test('what is older than it may be goes, ends too, by how long the agent ran and not by a clock; what nobody has got of it is lost', () => {
  const HOUR_MS = 3_600_000
  const clock = { ranMs: 0 }
  const one = shop({ keepDays: 1, acknowledgedBy: [] }, { elapsedMs: () => clock.ranMs })
  const hours = (count: number) => {
    for (let hour = 0; hour < count; hour++) {
      clock.ranMs += HOUR_MS
      one.outbox.append(hour % 2 === 0 ? ended(`visit-${hour}-abcdef`) : passed())
      one.outbox.flush()
    }
  }
  hours(30)
  expect([one.outbox.waiting, one.outbox.dropped]).toEqual([24, 6])
  const had = deliver(one.outbox)
  expect(had.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 24 }, (_, i) => i + 7))
  hours(10)
  expect([one.outbox.waiting, one.outbox.dropped]).toEqual([10, 6])
  expect(told(one.outbox)).toHaveLength(24)
  one.crash()
  clock.ranMs = 0
  one.open(AT - 365 * 24 * HOUR_MS)
  hours(10)
  expect([one.outbox.waiting, one.outbox.dropped]).toEqual([20, 6])
  expect(told(one.outbox)).toHaveLength(24)
  one.close()
})

test('a lower limit than before holds from the next start on, for the file too', () => {
  const wide = shop(FOR_AGES)
  for (let i = 0; i < 10; i++) {
    wide.outbox.append([ended(`visit-${i}-abcdef`), ...many(1000)])
    wide.outbox.flush()
  }
  wide.crash()
  const size = () => statSync(wide.path).size
  expect(size()).toBeGreaterThan(4e6)
  const store = openStore({ path: wide.path }, AT)
  const outbox = new Outbox(store, { context, atMs: AT, commitMs: 1000, maxMegabytes: 4, keeping: FOR_AGES })
  // Of so low a limit half is for the database, and the rest for what is beside it.
  expect(size()).toBeLessThan(2.1e6)
  const left = outbox.read(0, 1e6)
  expect(outbox.waiting).toBe(left.length)
  expect(outbox.dropped).toBe(10_010 - left.length)
  expect(left.filter(({ rank }) => rank === 1)).toHaveLength(10)
  outbox.close()
  store.close()
})

test('of what the broker does not have ends outlive everything else, and no end is lost while there is anything else', () => {
  const one = shop(FOR_AGES, { maxMegabytes: 1 })
  const { outbox } = one
  for (let i = 0; i < 100; i++) {
    outbox.append([started(`visit-${i}-abcdef`), ended(`visit-${i}-abcdef`), ...many(40)])
    outbox.flush()
  }
  const left = outbox.read(0, 1e6).map(eventOf)
  const ends = left.filter(({ type }) => type === 'aisle.visit.ended.v1').map(({ subject }) => subject)
  expect(ends).toEqual(Array.from({ length: 100 }, (_, i) => `visit-${i}-abcdef`))
  expect(outbox.dropped).toBe(4200 - left.length)
  expect(outbox.dropped).toBeGreaterThan(1000)
  one.close()
})
