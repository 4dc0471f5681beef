import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Picture } from '../../agent/vision/picture.ts'

const WIDTH = 640
const HEIGHT = 360
const PEOPLE = 5
const SIDE = 120

/** One picture of five people side by side, as a camera and as an image file would give it. Undefined without recordings. */
export async function fiveFaces(): Promise<{ nv12: Picture; rgb: Uint8Array } | undefined> {
  const folder = join(process.env.AISLE_DATA ?? '/nonexistent', 'faces', 'lfw')
  if (!existsSync(folder)) return undefined
  const portraits = readdirSync(folder)
    .slice(0, PEOPLE)
    .map(name => join(folder, name, readdirSync(join(folder, name))[0]))
  const placed = await Promise.all(
    portraits.map(async (file, i) => ({
      input: await sharp(file).resize(SIDE, SIDE).toBuffer(),
      left: 4 + i * 128,
      top: 40 * (i + 1),
    })),
  )
  const rgb = await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: 'grey' } })
    .composite(placed)
    .removeAlpha()
    .raw()
    .toBuffer()
  return { nv12: { layout: 'nv12', width: WIDTH, height: HEIGHT, pixels: nv12(rgb) }, rgb: new Uint8Array(rgb) }
}

/** ITU-R BT.601, limited range, colour of every second pixel of every second row. */
function nv12(rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((WIDTH * HEIGHT * 3) / 2)
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const [r, g, b] = rgb.subarray(3 * (y * WIDTH + x), 3 * (y * WIDTH + x) + 3)
      out[y * WIDTH + x] = Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b)
      if (y % 2 || x % 2) continue
      const at = WIDTH * HEIGHT + (y / 2) * WIDTH + x
      out[at] = Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b)
      out[at + 1] = Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b)
    }
  return out
}
