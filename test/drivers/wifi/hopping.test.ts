import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Fault } from '../../../config/fault.ts'
import type { Source } from '../../../drivers/source.ts'
import { emptyBatch, type FrameBatch } from '../../../drivers/wifi/batch.ts'
import { type Hopping, hopping } from '../../../drivers/wifi/hopping.ts'
import { sourceSuite } from '../conformance.ts'
import { radio } from './radio.ts'

/** A sniffer that hears something every few milliseconds, wherever it listens. */
const ears: Source<FrameBatch> = {
  id: 'ears',
  async *open(signal) {
    const batch = emptyBatch(new Uint8Array(64), 1)
    for (let index = 0; !signal.aborted; index++) {
      batch.count = 1
      batch.atMs[0] = 1000 + index
      yield batch
      await sleep(5, undefined, { signal }).catch(() => undefined)
    }
  },
}

function walking(how: Partial<Hopping>) {
  const told: (Fault | undefined)[] = []
  const source = hopping(ears, {
    network: 'wlan1',
    channels: [1, 6, 11],
    dwellMs: 10,
    told: fault => told.push(fault),
    againMs: 10,
    ...how,
  })
  return { told, source }
}

/** Listens until something is so, and then leaves. */
async function until(source: Source<FrameBatch>, isSo: () => boolean): Promise<void> {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  for await (const _ of source.open(stop.signal)) if (isSo()) break
}

sourceSuite('a sniffer that hops', async () => ({
  source: walking({ iw: radio().iw }).source,
  times: (batch: FrameBatch) => batch.atMs.subarray(0, batch.count),
}))

test('goes round all of its channels, from the first on', async () => {
  const { iw, been } = radio()
  const { told, source } = walking({ iw })
  await until(source, () => been().length >= 7)
  expect(been()[0]).toBe(2412)
  expect(new Set(been())).toEqual(new Set([2412, 2437, 2462]))
  expect(told).toEqual([undefined])
})

test('that could not change its channel when it was last open, and now can, says so', async () => {
  const { iw, refuse, relent } = radio()
  refuse('command failed: Device or resource busy (-16)')
  const { told, source } = walking({ iw })
  await until(source, () => told.length > 0)
  expect(told).toMatchObject([{ code: 'CHANNEL_HELD' }])
  relent()
  await until(source, () => told.length > 1)
  expect(told[1]).toBeUndefined()
})

test.each([
  ['command failed: Operation not permitted (-1)', 'CAP_NET_ADMIN'],
  ['command failed: Operation not supported (-95)', 'another adapter'],
  ['command failed: Device or resource busy (-16)', 'another interface of the same radio'],
])(
  'that may not change its channel (%s) says so once, goes on listening, and hops when it may',
  async (words, next) => {
    const { iw, refuse, relent, been } = radio()
    refuse(words)
    const { told, source } = walking({ iw })
    let heard = 0
    await until(source, () => {
      heard++
      if (heard === 40) relent()
      return told.length >= 2
    })
    expect(heard).toBeGreaterThanOrEqual(40)
    expect(told).toMatchObject([{ code: 'CHANNEL_HELD', message: expect.stringContaining(next) }, undefined])
    expect(been()[0]).toBe(2412)
  },
)

test('whose driver says yes and stays where it is is told apart', async () => {
  const { iw, deafen } = radio()
  deafen()
  const { told, source } = walking({ iw, channels: [6, 11] })
  await until(source, () => told.length > 0)
  expect(told[0]?.message).toMatch(/takes 2437 MHz and stays on 2412 MHz.*goes on listening/)
})

test('leaves out a channel that is closed, names it, and goes round the others', async () => {
  const { iw, refuse, been } = radio()
  refuse('command failed: Invalid argument (-22)', 2437)
  const { told, source } = walking({ iw })
  await until(source, () => been().length >= 6)
  expect(new Set(been())).toEqual(new Set([2412, 2462]))
  expect(told).toMatchObject([
    undefined,
    { code: 'CHANNEL_HELD', message: expect.stringContaining('channels left out: 6') },
  ])
})

test('without iw says what to install, and goes on listening', async () => {
  const { told, source } = walking({ iw: ['/nonexistent/iw'] })
  let heard = 0
  await until(source, () => ++heard >= 20 && told.length > 0)
  expect(told).toMatchObject([{ message: expect.stringContaining('apt-get install iw') }])
})

test('is left at once also where iw hangs when it is asked on which channel it is', async () => {
  let tuned = 0
  const tuner = () => ({ tune: async () => ({ code: ++tuned - 1, out: '', words: '' }), close: () => {} })
  const { source } = walking({ iw: ['sh', '-c', 'exec sleep 60'], tuner })
  const beganMs = performance.now()
  await until(source, () => tuned > 0)
  // Left to itself, it is ended after five seconds.
  expect(performance.now() - beganMs).toBeLessThan(4000)
})

test('comes more often to where more is heard', async () => {
  const { iw, been } = radio()
  const loud: Source<FrameBatch> = {
    id: 'ears',
    async *open(signal) {
      for await (const batch of ears.open(signal)) {
        batch.count = been().at(-1) === 2437 ? 50 : 0
        yield batch
      }
    },
  }
  const source = hopping(loud, { network: 'w', channels: [1, 6, 11], dwellMs: 10, told: () => {}, iw })
  await until(source, () => been().length >= 20)
  // a b b b c b: half of the ways lead to b, and a third where all are alike.
  const ways = been().slice(-12)
  expect(ways.filter(mhz => mhz === 2437).length).toBeGreaterThanOrEqual(5)
})
