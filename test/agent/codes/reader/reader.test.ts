import { afterEach, expect, test, vi } from 'vitest'
import { Reader } from '../../../../agent/codes/reader/reader.ts'
import { Pool } from '../../../../agent/vision/pool.ts'
import { drawn, wall } from './drawn.ts'

let reader: Reader
afterEach(() => reader.close())

test('codes are read in a thread, in the order of the pictures, each of which comes back wiped', async () => {
  reader = new Reader()
  const back = vi.spyOn(Pool.prototype, 'back')
  const how = { width: 320, height: 240, x: 160, y: 120, module: 5 }
  const pictures = [await drawn('first', 'QRCode', how), wall(640, 480), await drawn('third', 'QRCode', how)]
  const answers = pictures.map(picture => {
    const answer = reader.read(picture)
    // The picture may be overwritten at once.
    picture.pixels.fill(0)
    return answer
  })
  const texts = (await Promise.all(answers)).map(found => found.map(({ text }) => text))
  expect(texts).toEqual([['first'], [], ['third']])
  expect(back).toHaveBeenCalledTimes(3)
  for (const [buffer] of back.mock.calls) expect(new Uint8Array(buffer).every(byte => byte === 0)).toBe(true)
})

test('a picture that cannot be looked at is a fault of its own, and the next is read', async () => {
  reader = new Reader()
  const bad = reader.read({ width: 9, height: 9, pixels: new Uint8Array(80) })
  await expect(bad).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
  const good = await drawn('good', 'QRCode', { width: 320, height: 240, x: 160, y: 120, module: 5 })
  expect(await reader.read(good)).toMatchObject([{ text: 'good' }])
  await reader.close()
  await expect(reader.read(good)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
})
