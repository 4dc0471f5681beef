import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPhotograph } from '../../../agent/vision/photograph.ts'
import type { Fault } from '../../../config/fault.ts'
import { describeWith, recordings } from '../../needs.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-photograph-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Left half red, right half blue, 6 × 4. */
const redAndBlue = () =>
  sharp(Buffer.from(Array.from({ length: 24 }, (_, i) => (i % 6 < 3 ? [255, 0, 0] : [0, 0, 255])).flat()), {
    raw: { width: 6, height: 4, channels: 3 },
  })

test('an image stands upright, as its EXIF orientation has it', async () => {
  const file = join(folder, 'turned.png')
  // 6: the camera was turned by a quarter, what is stored left is at the top.
  await redAndBlue().withMetadata({ orientation: 6 }).toFile(file)
  const { picture, scale } = await readPhotograph(file)
  expect([picture.width, picture.height, scale]).toEqual([4, 6, 1])
  expect([...picture.pixels.subarray(0, 3)]).toEqual([255, 0, 0])
  expect([...picture.pixels.subarray(-3)]).toEqual([0, 0, 255])
})

test.each([
  ['grey', () => redAndBlue().greyscale()],
  ['transparent', () => redAndBlue().ensureAlpha(0.5)],
  ['16-bit', () => redAndBlue().toColourspace('rgb16')],
])('a %s image becomes three bytes a pixel', async (name, made) => {
  const file = join(folder, `${name}.png`)
  await made().png().toFile(file)
  const { picture } = await readPhotograph(file)
  expect(picture.pixels.length).toBe(6 * 4 * 3)
})

test('a large image is made smaller, and says by how much', async () => {
  const file = join(folder, 'large.png')
  await sharp({ create: { width: 8192, height: 16, channels: 3, background: 'red' } }).toFile(file)
  const { picture, scale } = await readPhotograph(file)
  expect([picture.width, picture.height, scale]).toEqual([4096, 8, 2])
})

test('an image that claims more pixels than any camera has is refused before it is decoded', async () => {
  const file = join(folder, 'bomb.png')
  const bytes = await redAndBlue().png().toBuffer()
  // The header: eight bytes of signature, length, IHDR, width, height, five more bytes, checksum.
  bytes.writeUInt32BE(60_000, 16)
  bytes.writeUInt32BE(60_000, 20)
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
  await writeFile(file, bytes)
  await expect(readPhotograph(file)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE', message: /pixel limit/ })
})

test('a file that is missing is refused', async () => {
  await expect(readPhotograph(join(folder, 'none.jpg'))).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' })
})

test('whatever is done to its bytes, an image is read or refused', async () => {
  const whole = await redAndBlue().resize(64, 64).jpeg().toBuffer()
  const file = join(folder, 'damaged.jpg')
  const blow = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) })
  await fc.assert(
    fc.asyncProperty(fc.array(blow, { maxLength: 8 }), fc.nat(whole.length), async (blows, length) => {
      const bytes = Buffer.from(whole.subarray(0, length))
      for (const { at, byte } of blows) if (at < length) bytes[at] = byte
      await writeFile(file, bytes)
      const read = await readPhotograph(file).catch((thrown: unknown) => thrown)
      if (read instanceof Error) expect(read).toMatchObject({ code: 'IMAGE_UNREADABLE' } satisfies Partial<Fault>)
      else expect(read).toMatchObject({ picture: { layout: 'rgb' } })
    }),
    { numRuns: 150 },
  )
})

describeWith(['recordings'], 'images that broke other decoders', () => {
  test('are read or refused', { timeout: 120_000 }, async () => {
    const names = await readdir(recordings('malformed', 'images'), { recursive: true, withFileTypes: true })
    const files = names.filter(name => name.isFile()).map(name => join(name.parentPath, name.name))
    expect(files.length).toBeGreaterThan(100)
    let refused = 0
    for (const file of files) {
      const read = await readPhotograph(file).catch((thrown: unknown) => thrown)
      if (!(read instanceof Error)) continue
      expect(read).toMatchObject({ code: 'IMAGE_UNREADABLE' })
      refused++
    }
    expect(refused).toBeGreaterThan(10)
  })
})
