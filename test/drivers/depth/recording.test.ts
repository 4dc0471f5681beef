import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Fault } from '../../../config/fault.ts'
import { recording } from '../../../drivers/depth/recording.ts'
import { sourceSuite } from '../conformance.ts'

const never = new AbortController().signal
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-depth-'))
})
afterEach(() => rm(folder, { recursive: true }))

sourceSuite('a folder of depth pictures', async () => {
  const pictures = await mkdtemp(join(tmpdir(), 'aisle-depth-'))
  for (let i = 0; i < 14; i++) await writeFile(join(pictures, `${100 + i}.png`), await picture(4, 3, i))
  const source = recording('ceiling', pictures, { fps: 50, paced: true, startsAt: 1000 })
  return { source, times: item => [item.atMs], close: () => rm(pictures, { recursive: true }) }
})

describe('a folder of depth pictures', () => {
  test('gives every millimetre as it was written, in the order of names, a frame period apart', async () => {
    await writeFile(join(folder, 'b.png'), await picture(5, 2, 60_000))
    await writeFile(join(folder, 'a.png'), await picture(5, 2, 7))
    await writeFile(join(folder, 'notes.txt'), 'not a picture')
    const { frames } = await play()
    expect(frames.map(({ atMs, index, width, height }) => [atMs, index, width, height])).toEqual([
      [5000, 0, 5, 2],
      [5100, 1, 5, 2],
    ])
    expect([...frames[0]!.millimetres]).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
    expect(frames[1]!.millimetres[9]).toBe(60_009)
  })

  test('leaves out what is damaged, says so, and keeps its place empty', async () => {
    const whole = await picture(40, 30, 100)
    await writeFile(join(folder, '1.png'), whole)
    await writeFile(join(folder, '2.png'), whole.subarray(0, whole.length - 60))
    await writeFile(join(folder, '3.png'), 'neither is this')
    await writeFile(join(folder, '4.png'), await picture(41, 30, 100))
    await writeFile(join(folder, '5.png'), await sharp(whole).toColourspace('b-w').png().toBuffer())
    await writeFile(join(folder, '6.png'), whole)
    const { frames, damaged } = await play()
    expect(frames.map(({ index }) => index)).toEqual([0, 5])
    expect(damaged.map(({ code }) => code)).toEqual(Array(4).fill('IMAGE_UNREADABLE'))
    expect(damaged[2]!.message).toContain('41 × 30 pixels, expected 40 × 30')
  })

  test('gives whole pictures or says why not, whatever is in a file', async () => {
    const whole = await picture(40, 30, 100)
    await writeFile(join(folder, '1.png'), whole)
    const bent = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
      const copy = Uint8Array.from(whole)
      copy[at] = byte
      return copy
    })
    const cut = fc.nat(whole.length).map(length => whole.subarray(0, length))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array(), bent, cut), async bytes => {
        await writeFile(join(folder, '2.png'), bytes)
        const { frames, damaged } = await play()
        expect(frames.length + damaged.length).toBe(2)
        for (const { millimetres, width, height } of frames) expect(millimetres.length).toBe(width * height)
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['a folder that is not there', async () => rm(folder, { recursive: true })],
    ['a folder without pictures', async () => writeFile(join(folder, 'notes.txt'), 'nothing')],
    ['a folder of damaged pictures only', async () => writeFile(join(folder, '1.png'), 'nothing')],
  ])('refuses %s', async (_, prepare) => {
    await prepare()
    await expect(play()).rejects.toMatchObject({ code: 'SOURCE_REFUSED' })
    await mkdir(folder, { recursive: true })
  })
})

async function play() {
  const damaged: Fault[] = []
  const frames = []
  const playing = { fps: 10, paced: false, startsAt: 5000, damaged: (fault: Fault) => void damaged.push(fault) }
  for await (const frame of recording('ceiling', folder, playing).open(never)) frames.push(frame)
  return { frames, damaged }
}

/** A ramp: the first pixel has the value `first`, each next one more. */
function picture(width: number, height: number, first: number): Promise<Buffer> {
  const ramp = Uint16Array.from({ length: width * height }, (_, i) => first + i)
  return sharp(ramp, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer()
}
