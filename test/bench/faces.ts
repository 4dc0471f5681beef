import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Picture } from '../../agent/vision/picture.ts'

const WIDTH = 640
const HEIGHT = 360
const SIDE = 120

/** A picture as a camera and as an image file would give it. */
export interface Shown {
  readonly nv12: Picture
  readonly rgb: Uint8Array
}

/** One picture of five people side by side. Undefined without recordings. */
export function fiveFaces(): Promise<Shown | undefined> {
  return peopleBeside(5)
}

/** As many people side by side, `times` as large as in 640 × 360. */
export async function peopleBeside(people: number, times = 1): Promise<Shown | undefined> {
  const [width, height] = [WIDTH * times, HEIGHT * times]
  const folder = join(process.env.AISLE_DATA ?? '/nonexistent', 'faces', 'lfw')
  if (!existsSync(folder)) return undefined
  const portraits = readdirSync(folder)
    .slice(0, people)
    .map(name => join(folder, name, readdirSync(join(folder, name))[0]))
  const placed = await Promise.all(
    portraits.map(async (file, i) => ({
      input: await sharp(file)
        .resize(SIDE * times, SIDE * times)
        .toBuffer(),
      left: (4 + i * 128) * times,
      top: 40 * (i + 1) * times,
    })),
  )
  const rgb = await sharp({ create: { width, height, channels: 3, background: 'grey' } })
    .composite(placed)
    .removeAlpha()
    .raw()
    .toBuffer()
  return { nv12: { layout: 'nv12', width, height, pixels: nv12(rgb, width, height) }, rgb: new Uint8Array(rgb) }
}

/** ITU-R BT.601, limited range, colour of every second pixel of every second row. */
function nv12(rgb: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((width * height * 3) / 2)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [r, g, b] = rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)
      out[y * width + x] = Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b)
      if (y % 2 || x % 2) continue
      const at = width * height + (y / 2) * width + x
      out[at] = Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b)
      out[at + 1] = Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b)
    }
  return out
}
