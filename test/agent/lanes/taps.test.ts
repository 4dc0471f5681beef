import { expect, test } from 'vitest'
import { Taps } from '../../../agent/lanes/taps.ts'
import type { ColourFrame } from '../../../drivers/frame.ts'
import type { Source } from '../../../drivers/source.ts'

/** Frames that are sent by hand, in one buffer, as drivers do it. */
function camera() {
  const pixels = new Uint8Array(6)
  let send: (frame: ColourFrame | undefined) => void = () => {}
  const source: Source<ColourFrame> = {
    id: 'desk',
    async *open() {
      for (;;) {
        const frame = await new Promise<ColourFrame | undefined>(resolve => (send = resolve))
        if (!frame) return
        yield frame
      }
    },
  }
  const show = async (value: number | undefined) => {
    pixels.fill(value ?? 0)
    send(value === undefined ? undefined : { atMs: value, index: value, width: 2, height: 2, pixels })
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  return { source, show }
}

test('whoever looks along sees the newest picture, the lane sees all, and neither waits for the other', async () => {
  const { source, show } = camera()
  const taps = new Taps()
  const seen: number[] = []
  const lane = (async () => {
    for await (const frame of taps.tapped(source).open(new AbortController().signal)) seen.push(frame.atMs)
  })()
  await show(1)
  const stop = new AbortController()
  const along = taps.of('desk').open(stop.signal)[Symbol.asyncIterator]()
  const next = async () => (await along.next()).value as ColourFrame
  const first = next()
  await show(2)
  expect((await first).pixels).toEqual(new Uint8Array(6).fill(2))
  await show(3)
  await show(4)
  expect((await next()).pixels).toEqual(new Uint8Array(6).fill(4))
  const last = along.next()
  stop.abort()
  expect(await last).toMatchObject({ done: true })
  await show(5)
  await show(undefined)
  await lane
  expect(seen).toEqual([1, 2, 3, 4, 5])
})

test('of a camera that no lane has open nothing is to be seen, and that ends when asked', async () => {
  const stop = new AbortController()
  const along = new Taps().of('nowhere').open(stop.signal)[Symbol.asyncIterator]().next()
  stop.abort()
  expect(await along).toMatchObject({ done: true })
})
