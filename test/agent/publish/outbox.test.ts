import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, renameSync, rmdirSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import type { Draft } from '../../../agent/events/draft.ts'
import type { Entry } from '../../../agent/publish/entry.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { openStore } from '../../../agent/store/store.ts'
import type { Fault } from '../../../config/fault.ts'
import { describeWith } from '../../needs.ts'
import { context } from '../events/facts.ts'
import { AT, draft, ended, many, passed, Shop, started } from './shop.ts'

const shops: Shop[] = []
const shop = (...options: ConstructorParameters<typeof Shop>): Shop => {
  const one = new Shop(...options)
  shops.push(one)
  return one
}
afterEach(() => {
  for (const one of shops.splice(0)) one.remove()
})

const everything = (outbox: Outbox): readonly Entry[] => outbox.read(0, 1e6)
const event = (entry: Entry): Event => JSON.parse(entry.body)
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)
const ids = (outbox: Outbox): string[] => everything(outbox).map(entry => event(entry).id)

test('an event is not to be had before it is on the disk', () => {
  const { outbox, close } = bound(shop())
  let ready = 0
  outbox.onReady = () => ready++
  outbox.append([passed(1), passed(2)])
  expect([everything(outbox).length, outbox.waiting, ready]).toEqual([0, 2, 0])
  outbox.flush()
  expect([everything(outbox).length, outbox.waiting, ready]).toEqual([2, 2, 1])
  close()
})

test('it gets there by itself, together with what came at the same time', async () => {
  const { outbox, close } = bound(shop({ commitMs: 5 }))
  const ready = new Promise<void>(resolve => {
    outbox.onReady = resolve
  })
  for (let i = 0; i < 20; i++) outbox.append(passed(i))
  await ready
  expect(everything(outbox).length).toBe(20)
  close()
})

test('one that comes alone waits for nobody, and one that comes right after it until as much time has passed as commits are apart', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    const { outbox, close } = bound(shop({ commitMs: 1000 }))
    const ready = () =>
      new Promise<void>(resolve => {
        outbox.onReady = resolve
      })
    vi.advanceTimersByTime(1000)
    outbox.append(passed(1))
    outbox.append(passed(2))
    const both = ready()
    vi.advanceTimersByTime(1)
    await both
    expect(everything(outbox)).toHaveLength(2)
    outbox.append(passed(3))
    vi.advanceTimersByTime(990)
    // Otherwise it would not be waited for any more.
    expect(vi.getTimerCount()).toBe(1)
    const third = ready()
    vi.advanceTimersByTime(10)
    await third
    expect(everything(outbox)).toHaveLength(3)
    close()
  } finally {
    vi.useRealTimers()
  }
})

test('written down is not enough: it is to be had when the disk has it', async () => {
  const { outbox, close } = bound(shop())
  const ready = new Promise<void>(resolve => {
    outbox.onReady = resolve
  })
  // So many are written at once.
  outbox.append(many(1000))
  expect(everything(outbox)).toEqual([])
  outbox.append(passed())
  await ready
  expect(everything(outbox).map(entry => entry.sequence)).toEqual(upTo(1000))
  outbox.flush()
  expect(everything(outbox).map(entry => entry.sequence)).toEqual(upTo(1001))
  close()
})

test('to flush is to wait for the disk, whether it was at work already or not', () => {
  const { outbox, close } = bound(shop())
  outbox.append(many(1000))
  outbox.flush()
  expect(everything(outbox)).toHaveLength(1000)
  close()
})

test('whatever is appended, committed, read, acknowledged, crashed and begun again: in order, numbered without a gap, until acknowledged', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 0, max: 30 }) }),
    fc.record({ kind: fc.constant('acknowledge' as const), count: fc.integer({ min: 1, max: 40 }) }),
    fc.constant({ kind: 'commit' as const, count: 0 }),
    fc.constant({ kind: 'crash' as const, count: 0 }),
    fc.constant({ kind: 'restart' as const, count: 0 }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), steps => {
      const one = new Shop()
      // The model: what the outbox owes the broker, and what is not on the disk yet.
      let owed: string[] = []
      let pending: string[] = []
      let sequence = 0
      let clock = AT
      /** Acknowledged since the last commit: after a crash it may come again. */
      let forgiven: string[] = []
      const committed = () => {
        owed.push(...pending)
        pending = []
        forgiven = []
      }
      for (const { kind, count } of steps) {
        if (kind === 'append') {
          one.outbox.append(many(count))
          for (let i = 0; i < count; i++) pending.push(`${one.outbox.epoch}-${++sequence}`)
        } else if (kind === 'acknowledge') {
          const read = one.outbox.read(0, count)
          one.outbox.settle(read)
          forgiven.push(...owed.splice(0, read.length))
        } else if (kind === 'commit') {
          one.outbox.flush()
          committed()
        } else {
          if (kind === 'restart') {
            one.close()
            committed()
          } else {
            one.crash()
            owed = [...forgiven, ...owed]
            forgiven = []
            pending = []
          }
          one.open((clock += 10_000))
          sequence = 0
        }
        expect(ids(one.outbox)).toEqual(owed)
        expect(one.outbox.waiting).toBe(owed.length + pending.length)
      }
      one.close()
      one.remove()
    }),
    { numRuns: 40 },
  )
})

test('reading in small pieces, from memory or from the disk, gives the same', () => {
  const { outbox, close } = bound(shop())
  for (let i = 0; i < 60; i++) {
    outbox.append(many(100))
    outbox.flush()
  }
  const pieces: Entry[] = []
  for (let after = 0; ; after = pieces.at(-1)!.position) {
    const piece = outbox.read(after, 77)
    if (piece.length === 0) break
    pieces.push(...piece)
  }
  expect(pieces.map(entry => entry.sequence)).toEqual(upTo(6000))
  close()
})

test('zones in which a crash left people are empty at the next start, and how many were in the shop is known', () => {
  const one = shop()
  const occupancy = (count: number, atMs: number, zone?: string) =>
    draft({ kind: 'occupancy.changed', count, atMs, ...(zone && { zone }) })
  one.outbox.append([occupancy(1, AT), occupancy(2, AT + 1000), occupancy(2, AT + 2000, 'shelf-a')])
  one.outbox.append([occupancy(1, AT + 2500, 'till'), occupancy(0, AT + 3000, 'till')])
  one.outbox.append(started('visit-open', AT + 9000))
  one.outbox.flush()
  one.crash()
  const again = one.open(AT + 60_000)
  // That it was still so is known from whatever was told last.
  expect(again.before).toEqual({ inside: 2, aliveMs: AT + 9000 })
  const empty = everything(again).map(event).slice(-2)
  expect(empty.map(({ type, data }) => [type, data])).toMatchObject([
    ['aisle.visit.ended.v1', { reason: 'interrupted' }],
    ['aisle.occupancy.changed.v1', { zone: 'shelf-a', count: 0 }],
  ])
  one.crash()
  const third = one.open(AT + 120_000)
  expect(
    everything(third)
      .map(event)
      .filter(({ epoch }) => Number(epoch) === third.epoch),
  ).toEqual([])
})

describe('a visit', () => {
  test('left open by a crash gets exactly one end, under the new epoch, as of when it was last heard of', () => {
    const one = shop()
    one.outbox.append([
      started('visit-open', AT),
      started('visit-done', AT),
      draft({ kind: 'zone.entered', visit: 'visit-open', atMs: AT + 5000, zone: 'shelf-a' }),
      ended('visit-done', AT + 6000),
    ])
    one.outbox.flush()
    one.crash()
    const again = one.open(AT + 60_000)
    const last = everything(again).map(event).at(-1)!
    expect(last).toMatchObject({
      type: 'aisle.visit.ended.v1',
      id: `${again.epoch}-1`,
      subject: 'visit-open',
      time: new Date(AT + 5000).toISOString(),
      data: { reason: 'interrupted', entrance: 'door', durationSeconds: 5, startedAt: new Date(AT).toISOString() },
    })
    one.crash()
    expect(
      everything(one.open(AT + 120_000))
        .map(event)
        .filter(told => told.type === 'aisle.visit.ended.v1'),
    ).toHaveLength(2)
    one.close()
  })

  test('keeps the names and the label under which it began', () => {
    const one = shop()
    one.outbox.append({ ...started('visit-open'), source: '/acme/graz/window', simulated: true })
    one.outbox.flush()
    one.crash()
    const last = everything(one.open()).at(-1)!
    expect(event(last)).toMatchObject({ source: '/acme/graz/window', simulated: true })
    expect(last.topic).toBe('aisle/v1/acme/graz/window/visit/ended')
    one.close()
  })

  test('has one start and one end, wherever the power goes', () => {
    const happening = fc.oneof(
      fc.record({ kind: fc.constant('start' as const), who: fc.nat(9) }),
      fc.record({ kind: fc.constant('end' as const), who: fc.nat(9) }),
      fc.record({
        kind: fc.constantFrom('commit' as const, 'crash' as const, 'deliver' as const),
        who: fc.constant(0),
      }),
    )
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), happenings => {
        const one = new Shop()
        const told = new Map<string, Event>()
        const deliver = () => {
          const read = everything(one.outbox)
          for (const entry of read) told.set(event(entry).id, event(entry))
          one.outbox.settle(read)
        }
        let inside = new Map<number, string>()
        let visits = 0
        for (const { kind, who } of happenings) {
          if (kind === 'start' && !inside.has(who)) {
            inside.set(who, `visit-${String(++visits).padStart(4, '0')}`)
            one.outbox.append(started(inside.get(who)!))
          } else if (kind === 'end' && inside.has(who)) {
            one.outbox.append(ended(inside.get(who)!))
            inside.delete(who)
          } else if (kind === 'commit') one.outbox.flush()
          else if (kind === 'deliver') deliver()
          else if (kind === 'crash') {
            one.crash()
            one.open(AT)
            inside = new Map()
          }
        }
        one.crash()
        one.open(AT)
        deliver()
        const starts = [...told.values()].filter(it => it.type === 'aisle.visit.started.v1').map(it => it.subject)
        const ends = [...told.values()].filter(it => it.type === 'aisle.visit.ended.v1').map(it => it.subject)
        expect(ends.toSorted()).toEqual(starts.toSorted())
        expect(new Set(starts).size).toBe(starts.length)
        one.close()
        one.remove()
      }),
      { numRuns: 60 },
    )
  })
})

describe('an epoch', () => {
  test('grows at each start, even if the clock goes back', () => {
    const one = shop()
    const epochs = [one.outbox.epoch]
    for (const atMs of [AT, AT - 1e9, AT + 1e6]) {
      one.close()
      epochs.push(one.open(atMs).epoch)
    }
    expect(epochs).toEqual([1_900_000_000, 1_900_000_001, 1_900_000_002, 1_900_001_000])
    one.close()
  })

  test('is a new one where the database was lost: no id is used twice', () => {
    const one = shop()
    const first = one.outbox.epoch
    one.close()
    renameSync(one.path, `${one.path}.lost`)
    expect(one.open(AT + 1000).epoch).toBeGreaterThan(first)
    one.close()
  })
})

describe('an event that breaks the contract', () => {
  test('is told, counted and not sent, and leaves no gap', () => {
    const faults: Fault[] = []
    const { outbox, close } = bound(shop({ onFault: fault => faults.push(fault) }))
    const broken = { ...passed(2), data: { durationSeconds: 1, mac: '3c:22:fb:0a:1b:2c' } } as unknown as Draft
    outbox.append([passed(1), broken, passed(3)])
    outbox.flush()
    expect(everything(outbox).map(entry => entry.sequence)).toEqual([1, 2])
    expect(faults.map(fault => fault.code)).toEqual(['CONTRACT_BROKEN'])
    expect(faults[0]!.message).not.toContain('3c:22')
    expect([outbox.dropped, outbox.waiting]).toEqual([1, 2])
    close()
  })
})

describe('above its budget', () => {
  test('the oldest events go, but not those on their way; each is counted, and the count outlives the run', () => {
    const one = shop({ maxMegabytes: 1 })
    one.outbox.append(many(50))
    one.outbox.flush()
    const onTheirWay = one.outbox.read(0, 20)
    for (let i = 0; i < 30; i++) {
      one.outbox.append(many(100))
      one.outbox.flush()
    }
    const left = everything(one.outbox)
    expect(left.slice(0, 20)).toEqual(onTheirWay)
    expect(left.at(-1)!.sequence).toBe(3050)
    expect(one.outbox.dropped).toBe(3050 - left.length)
    expect(one.outbox.waiting).toBe(left.length)
    const gaps = left.filter((entry, i) => i > 0 && entry.sequence !== left[i - 1]!.sequence + 1)
    expect(gaps).toHaveLength(1)
    const { dropped } = one.outbox
    one.close()
    expect(statSync(one.path).size).toBeLessThan(1_000_000)
    const again = one.open()
    expect(again.dropped).toBe(dropped)
    expect(again.lagging(AT)).toMatchObject({ kind: 'agent.lagging', dropped, waiting: left.length })
    expect(again.lagging(AT)).toBeUndefined()
    one.close()
    expect(one.open().lagging(AT)).toBeUndefined()
    one.close()
  })
})

describe('while the disk is full', () => {
  function full(count: number) {
    const faults: Fault[] = []
    const one = shop({ onFault: fault => faults.push(fault) })
    one.outbox.append(many(10))
    one.outbox.flush()
    const pages = one.store.db.pragma('page_count', { simple: true }) as number
    one.store.db.pragma(`max_page_count = ${pages + 1}`)
    for (let i = 0; i < count; i += 100) {
      one.outbox.append(many(100))
      one.outbox.flush()
    }
    return { one, faults }
  }

  test('it is told once, and events pass through memory, in order', () => {
    const { one, faults } = full(500)
    expect(faults.map(fault => fault.code)).toEqual(['STORE_FULL'])
    const read = one.outbox.read(0, 300)
    expect(read.map(entry => entry.sequence)).toEqual(upTo(300))
    one.outbox.settle(read)
    expect(everything(one.outbox).map(entry => entry.sequence)).toEqual(Array.from({ length: 210 }, (_, i) => i + 301))
    one.crash()
  })

  test('the oldest in memory are dropped in the end, and counted', () => {
    const { one } = full(12_000)
    const left = everything(one.outbox)
    expect(one.outbox.dropped).toBeGreaterThan(1000)
    expect(left.length + one.outbox.dropped).toBe(12_010)
    expect(one.outbox.waiting).toBe(left.length)
    expect(left.at(-1)!.sequence).toBe(12_010)
    one.crash()
  })

  test('what was not delivered goes to the disk as soon as there is room', () => {
    const { one, faults } = full(500)
    one.outbox.settle(one.outbox.read(0, 5))
    one.store.db.pragma('max_page_count = 100000')
    one.outbox.flush()
    one.outbox.append(passed())
    one.outbox.flush()
    one.crash()
    expect(everything(one.open(AT)).map(entry => entry.sequence)).toEqual(Array.from({ length: 506 }, (_, i) => i + 6))
    expect(faults).toHaveLength(1)
    one.close()
  })
})

describe('while what is on the disk cannot be read', () => {
  /** Events on the disk, more than memory holds beside it, and then no page of the database is what it was. */
  function damaged(count: number) {
    const faults: Fault[] = []
    const one = shop({ onFault: fault => faults.push(fault) })
    for (let i = 0; i < count; i += 500) {
      one.outbox.append(many(500))
      one.outbox.flush()
    }
    one.store.db.pragma('wal_checkpoint(TRUNCATE)')
    one.store.db.pragma('shrink_memory')
    const whole = readFileSync(one.path)
    const overwrite = (bytes: Uint8Array) => {
      const file = openSync(one.path, 'r+')
      writeSync(file, bytes)
      closeSync(file)
      one.store.db.pragma('shrink_memory')
    }
    overwrite(new Uint8Array(whole.length).fill(0xff))
    return { one, faults, mend: () => overwrite(whole) }
  }

  test('it is told once, what is in memory goes on, and the rest is counted', () => {
    const { one, faults } = damaged(6000)
    expect(one.outbox.lagging(AT)).toBeUndefined()
    expect(faults.map(fault => fault.code)).toEqual(['STORE_DAMAGED'])
    const kept = everything(one.outbox)
    expect(kept.map(entry => entry.sequence)).toEqual(upTo(6000).slice(-kept.length))
    expect(kept.length).toBeGreaterThan(1000)
    one.outbox.append(many(10))
    one.outbox.flush()
    const all = everything(one.outbox)
    expect(all.map(entry => entry.sequence)).toEqual(upTo(6010).slice(6000 - kept.length))
    one.outbox.settle(all)
    expect([one.outbox.waiting, one.outbox.dropped]).toEqual([0, 6000 - kept.length])
    one.outbox.append(passed())
    one.outbox.flush()
    expect(everything(one.outbox).map(entry => entry.sequence)).toEqual([6011])
    expect(faults).toHaveLength(1)
    one.crash()
  })

  test('a publisher that asks again and again gets nothing twice', () => {
    const { one, faults } = damaged(6000)
    const got: number[] = []
    let position = 0
    const pump = () => {
      for (;;) {
        const entries = one.outbox.read(position, 50)
        if (entries.length === 0) return
        position = entries.at(-1)!.position
        got.push(...entries.map(entry => entry.sequence))
      }
    }
    one.outbox.onReady = pump
    pump()
    for (let i = 0; i < 5; i++) one.outbox.append(passed())
    one.outbox.flush()
    expect(got).toEqual(upTo(6005).slice(-got.length))
    expect(faults).toHaveLength(1)
    one.crash()
  })

  test('it is all to be had again when the disk has come to itself', () => {
    const { one, faults, mend } = damaged(6000)
    let ready = 0
    expect(everything(one.outbox).length).toBeLessThan(6000)
    one.outbox.onReady = () => ready++
    mend()
    one.outbox.flush()
    expect(ready).toBeGreaterThan(0)
    expect(everything(one.outbox).map(entry => entry.sequence)).toEqual(upTo(6000))
    expect([one.outbox.waiting, one.outbox.dropped, faults.length]).toEqual([6000, 0, 1])
    one.close()
  })
})

describeWith(['root'], 'on a disk that fills up in earnest', () => {
  test('events go on in memory, and to the disk again when somebody has made room', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aisle-full-'))
    const mount = (...args: string[]) => {
      const done = spawnSync('mount', ['-t', 'tmpfs', ...args, 'tmpfs', folder])
      if (done.status !== 0) throw new Error(`this machine cannot mount a tmpfs: ${done.stderr}`)
    }
    mount('-o', 'size=1012k')
    try {
      const faults: Fault[] = []
      const store = openStore({ path: join(folder, 'aisle.db') }, AT)
      const options = { context, commitMs: 1000, maxMegabytes: 64 }
      const outbox = new Outbox(store, { ...options, atMs: AT, onFault: fault => faults.push(fault) })
      for (let i = 0; i < 20; i++) {
        outbox.append(many(100))
        outbox.flush()
      }
      expect(faults.map(fault => fault.code)).toEqual(['STORE_FULL'])
      expect(everything(outbox).map(entry => entry.sequence)).toEqual(upTo(2000))
      outbox.settle(outbox.read(0, 50))
      mount('-o', 'remount,size=5m')
      outbox.flush()
      store.close()
      outbox.close()
      const again = openStore({ path: join(folder, 'aisle.db') }, AT)
      expect(again.notices).toEqual([])
      const left = new Outbox(again, { ...options, atMs: AT })
      expect(everything(left).map(entry => entry.sequence)).toEqual(upTo(2000).slice(50))
      left.close()
      again.close()
    } finally {
      spawnSync('umount', [folder])
      rmdirSync(folder)
    }
  })
})

function bound(one: Shop) {
  return { outbox: one.outbox, close: () => one.close() }
}
