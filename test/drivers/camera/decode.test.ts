import { expect, test } from 'vitest'
import { decode } from '../../../drivers/camera/decode.ts'
import { describeWith } from '../../needs.ts'

/** The first picture of a test film whose pixels come in this format. */
async function first(format: string): Promise<Uint8Array> {
  const input = `testsrc=size=64x48:rate=5:duration=1,format=${format}`
  for await (const { pixels } of decode({ input: ['-f', 'lavfi', '-i', input] }, new AbortController().signal))
    return pixels.slice()
  throw new Error('no picture came')
}

describeWith(['ffmpeg'], 'a camera', () => {
  test('has not fallen silent where it was this process that stood still', async () => {
    const input = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=25']
    const order = { input, firstMs: 60_000, nextMs: 3000 }
    const pictures = decode(order, new AbortController().signal)
    expect((await pictures.next()).done).toBe(false)
    const next = pictures.next()
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000)
    expect(await next).toMatchObject({ done: false })
    await pictures.return(undefined)
  })

  test('that sends nothing more has', async () => {
    const input = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=25']
    const order = { input, filters: ["select='eq(n,0)'"], firstMs: 60_000, nextMs: 300 }
    const pictures = decode(order, new AbortController().signal)
    expect((await pictures.next()).done).toBe(false)
    expect(await pictures.next()).toMatchObject({ done: true, value: { why: 'stalled', pictures: 1 } })
  })
})

describeWith(['ffmpeg'], 'a picture', () => {
  test.each(['nv12', 'nv21', 'yuyv422', 'uyvy422', 'rgb24', 'bgr24'])(
    'that comes as %s has its colours',
    async format => {
      const [wanted, got] = [await first('yuv420p'), await first(format)]
      expect(got.length).toBe(wanted.length)
      // What is rounded on the way, and where colours of two pixels become one, differs by some steps; a colour that is lost by 128.
      const apart = got.map((value, i) => Math.abs(value - wanted[i]!))
      expect(Math.max(...apart.subarray(64 * 48))).toBeLessThan(48)
      expect(apart.reduce((sum, one) => sum + one, 0) / apart.length).toBeLessThan(4)
    },
  )
})
