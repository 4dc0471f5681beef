import type { Region } from './picture.ts'

/** R, G, B bytes, row by row. */
export interface Rgb {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/**
 * Makes coarse squares of a region: each of `side` pixels takes the mean of what was in it, the last ones what is left. What lies outside
 * of the picture is left out. In place.
 */
export function pixelate({ width, height, pixels }: Rgb, region: Region, side: number): void {
  const [left, top] = [Math.max(0, Math.floor(region.x)), Math.max(0, Math.floor(region.y))]
  const right = Math.min(width, Math.ceil(region.x + region.width))
  const bottom = Math.min(height, Math.ceil(region.y + region.height))
  const step = Math.max(1, Math.ceil(side))
  for (let y = top; y < bottom; y += step)
    for (let x = left; x < right; x += step)
      flatten(pixels, width, x, y, Math.min(x + step, right), Math.min(y + step, bottom))
}

function flatten(pixels: Uint8Array, width: number, left: number, top: number, right: number, bottom: number): void {
  let [red, green, blue] = [0, 0, 0]
  for (let y = top; y < bottom; y++)
    for (let i = 3 * (y * width + left); i < 3 * (y * width + right); i += 3) {
      red += pixels[i]
      green += pixels[i + 1]
      blue += pixels[i + 2]
    }
  const count = (right - left) * (bottom - top)
  const [r, g, b] = [red / count, green / count, blue / count].map(Math.round)
  for (let y = top; y < bottom; y++)
    for (let i = 3 * (y * width + left); i < 3 * (y * width + right); i += 3) {
      pixels[i] = r
      pixels[i + 1] = g
      pixels[i + 2] = b
    }
}

/** A region made larger by a share of its sides, on each side. */
export function widened({ x, y, width, height }: Region, share: number): Region {
  return {
    x: x - share * width,
    y: y - share * height,
    width: width * (1 + 2 * share),
    height: height * (1 + 2 * share),
  }
}
