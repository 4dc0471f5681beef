import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { latestColour, latestDepth } from '../../../agent/lanes/latest.ts'
import type { ColourFrame, DepthFrame } from '../../../drivers/frame.ts'

/** A source as drivers are: one buffer for all frames, overwritten as the next one is asked for. The test says when each comes. */
class Taps {
  returned = false
  readonly #pixels = new Uint8Array(6)
  #index = 0
  #give: ((step: 'frame' | 'end' | 'fail') => void) | undefined

  async step(what: 'frame' | 'end' | 'fail'): Promise<void> {
    this.#give?.(what)
    await settled()
  }

  async *frames(): AsyncGenerator<ColourFrame> {
    try {
      while (true) {
        const step = await new Promise<'frame' | 'end' | 'fail'>(resolve => (this.#give = resolve))
        if (step === 'end') return
        if (step === 'fail') throw new Error('the camera is gone')
        this.#pixels.fill(this.#index)
        yield { atMs: 10 * this.#index, index: this.#index++, width: 2, height: 2, pixels: this.#pixels }
      }
    } finally {
      this.returned = true
    }
  }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

test('a read gives the newest frame that was not read yet, whole and unchanging; those in between are counted', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('frame', 'read'), { maxLength: 40 }), async steps => {
      const source = new Taps()
      const latest = latestColour()
      const reader = latest.of(source.frames())[Symbol.asyncIterator]()
      const got: ColourFrame[] = []
      const read = () => void reader.next().then(({ value }) => got.push(value))
      read()
      await settled()
      const want: number[] = []
      let [reading, dropped, came] = [true, 0, 0]
      let unread: number | undefined
      for (const step of steps) {
        if (step === 'frame') {
          await source.step('frame')
          if (unread !== undefined) dropped++
          unread = came++
        } else if (!reading) {
          reading = true
          read()
          await settled()
        }
        if (reading && unread !== undefined) {
          want.push(unread)
          unread = undefined
          reading = false
        }
        expect(got.map(({ index }) => index)).toEqual(want)
        expect(latest.dropped).toBe(dropped)
        if (!reading) {
          const held = got.at(-1)!
          expect(held).toEqual({
            atMs: 10 * held.index,
            index: held.index,
            width: 2,
            height: 2,
            pixels: new Uint8Array(6).fill(held.index),
          })
        }
      }
      expect(new Set(got.map(({ pixels }) => pixels)).size).toBeLessThanOrEqual(2)
    }),
  )
})

describe('the last frame is read before', () => {
  /** The reader of two frames and an end of some kind, after the first of them. */
  async function ending(how: 'end' | 'fail') {
    const source = new Taps()
    const reader = latestColour().of(source.frames())[Symbol.asyncIterator]()
    const first = reader.next()
    await settled()
    for (const step of ['frame', 'frame', how] as const) await source.step(step)
    expect((await first).value.index).toBe(0)
    return reader
  }

  test('the end is', async () => {
    const reader = await ending('end')
    expect((await reader.next()).value.index).toBe(1)
    expect(await reader.next()).toEqual({ done: true, value: undefined })
  })

  test('the failure is', async () => {
    const reader = await ending('fail')
    expect((await reader.next()).value.index).toBe(1)
    await expect(reader.next()).rejects.toThrow('the camera is gone')
  })
})

test('a reader that leaves early closes the source', async () => {
  const source = new Taps()
  const reader = latestColour().of(source.frames())[Symbol.asyncIterator]()
  const first = reader.next()
  await settled()
  await source.step('frame')
  await first
  const left = reader.return?.()
  await settled()
  await source.step('frame')
  await left
  expect(source.returned).toBe(true)
})

test('depth pictures are copied too, and slots grow with them', async () => {
  const buffer = new Uint16Array(6)
  async function* frames(): AsyncGenerator<DepthFrame> {
    for (let index = 0; index < 3; index++) {
      const millimetres = buffer.subarray(0, 2 * (index + 1)).fill(1000 + index)
      yield { atMs: index, index, width: 2, height: index + 1, millimetres }
      await settled()
    }
  }
  const seen: number[][] = []
  for await (const frame of latestDepth().of(frames())) seen.push([...frame.millimetres])
  expect(seen).toEqual([[1000, 1000], Array(4).fill(1001), Array(6).fill(1002)])
})
