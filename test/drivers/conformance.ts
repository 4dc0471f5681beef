import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Source } from '../../drivers/source.ts'

/** A source that is ready to be opened, and how to look at what it yields. */
export interface Specimen<T> {
  readonly source: Source<T>
  /** Capture times of what one item holds: one of a frame, many of a batch. */
  times(item: T): Iterable<number>
  /** Ends what was set up around the source: a server, a folder. */
  close?(): void | Promise<void>
}

/** Items looked at, so that an endless source can be tested too. */
const ENOUGH = 12

/**
 * What every driver must do, whatever it senses. `make` is called once for each test; what it yields must hold at least
 * two items. `makeSilent` makes one that senses nothing, of a kind that may have nothing to tell for hours. A driver is done when this
 * passes for it.
 */
export function sourceSuite<T>(
  name: string,
  make: () => Promise<Specimen<T>>,
  makeSilent?: () => Promise<Specimen<T>>,
): void {
  describe(`${name} is a source`, () => {
    let made: Specimen<T>
    let before: Map<string, number>

    beforeEach(async () => {
      made = await make()
      before = resources()
    })
    afterEach(() => made.close?.())

    test('its id is stable and fit for a topic', async () => {
      const id = made.source.id
      expect(id).toMatch(/^[a-z0-9][a-z0-9-]*$/)
      await take(made.source, 1)
      expect(made.source.id).toBe(id)
    })

    test('items come in capture order, counted without holes', async () => {
      const times: number[] = []
      const indices: number[] = []
      await look(made.source, ENOUGH, item => {
        times.push(...made.times(item))
        const index = indexOf(item)
        if (index !== undefined) indices.push(index)
      })
      expect(times.length).toBeGreaterThan(1)
      expect(times.every(Number.isFinite)).toBe(true)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(indices).toEqual(indices.map((_, i) => i))
    })

    test('a signal that has already been given yields nothing', async () => {
      const items = made.source.open(AbortSignal.abort())[Symbol.asyncIterator]()
      expect((await items.next()).done).toBe(true)
      await nothingLeft(before)
    })

    test('aborting between two items ends it quietly and leaves nothing behind', async () => {
      const stop = new AbortController()
      const items = made.source.open(stop.signal)[Symbol.asyncIterator]()
      expect((await items.next()).done).toBe(false)
      stop.abort()
      await drain(items)
      await nothingLeft(before)
    })

    test('aborting while an item is awaited ends it quietly and leaves nothing behind', async () => {
      const stop = new AbortController()
      const items = made.source.open(stop.signal)[Symbol.asyncIterator]()
      expect((await items.next()).done).toBe(false)
      const awaited = items.next()
      stop.abort()
      await awaited
      await drain(items)
      await nothingLeft(before)
    })

    test('leaving the loop early leaves nothing behind', async () => {
      for await (const _ of made.source.open(new AbortController().signal)) break
      await nothingLeft(before)
    })

    if (makeSilent)
      test('it says that it is open though it has nothing to tell, and again when it is opened again', async () => {
        const { source, times, close } = await makeSilent()
        onTestFinished(() => close?.())
        for (let opening = 0; opening < 2; opening++) {
          const stop = new AbortController()
          const items = source.open(stop.signal)[Symbol.asyncIterator]()
          const { value, done } = await items.next()
          expect({ done, times: done || [...times(value)] }).toEqual({ done: false, times: [] })
          const more = await Promise.race([items.next(), sleep(200, 'silence')])
          expect(more).toBe('silence')
          stop.abort()
          await drain(items)
        }
      })

    test('it can be opened again', async () => {
      expect(await take(made.source, 2)).toBeGreaterThan(0)
      expect(await take(made.source, 2)).toBeGreaterThan(0)
      await nothingLeft(before)
    })
  })
}

async function take<T>(source: Source<T>, most: number): Promise<number> {
  let count = 0
  await look(source, most, () => count++)
  return count
}

/** Items are only valid until the next one is asked for, so they are looked at and not kept. */
async function look<T>(source: Source<T>, most: number, at: (item: T) => void): Promise<void> {
  let count = 0
  for await (const item of source.open(new AbortController().signal)) {
    at(item)
    if (++count === most) break
  }
}

/** What was already on its way may still come, but not without end. */
async function drain(items: AsyncIterator<unknown>): Promise<void> {
  for (let i = 0; i < 100; i++) if ((await items.next()).done) return
  expect.unreachable('it goes on after the signal')
}

function indexOf(item: unknown): number | undefined {
  if (typeof item !== 'object' || item === null || !('index' in item)) return undefined
  return typeof item.index === 'number' ? item.index : undefined
}

/** Children, pipes, sockets, timers: what would keep this process alive, by kind; and files and devices that are open. */
function resources(): Map<string, number> {
  const count = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) count.set(kind, (count.get(kind) ?? 0) + 1)
  count.set(FILE, readdirSync(OPEN).filter(isFile).length)
  return count
}

const FILE = 'file'
const OPEN = '/proc/self/fd'

/** Whether it has a name; one that was unplugged or removed has, too. */
function isFile(fd: string): boolean {
  try {
    return /^\/(?!dev\/null|proc\/)/.test(readlinkSync(join(OPEN, fd)))
  } catch {
    // That with which the folder was read, which is closed by now.
    return false
  }
}

const KINDS = [
  FILE,
  'ProcessWrap',
  'PipeWrap',
  'TCPSocketWrap',
  'FSReqCallback',
  'FSReqPromise',
  'Worker',
  'MessagePort',
  'Timeout',
]

/** Node lets go of a closed handle a few turns later. */
async function nothingLeft(before: Map<string, number>): Promise<void> {
  let left: string[] = []
  for (let turn = 0; turn < 500; turn++) {
    await sleep(10)
    const now = resources()
    left = KINDS.filter(kind => (now.get(kind) ?? 0) > (before.get(kind) ?? 0))
    if (left.length === 0) return
  }
  expect(left).toEqual([])
}
