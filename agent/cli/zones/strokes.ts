import type { Point, Polygon } from '../../../config/shapes.ts'
import type { Pixels } from '../../../config/units.ts'

/** Where a place on the floor lies in the picture. */
export type At = (point: Point) => readonly [Pixels, Pixels]

/** An area with its edge. */
export function shape(outline: Polygon, at: At, colour: string, opacity: number, width: number): string {
  const d = `M${outline.map(point => at(point).map(n).join(' ')).join('L')}Z`
  return `<path d="${d}" fill="${opacity > 0 ? colour : 'none'}" fill-opacity="${opacity}" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>`
}

/** A way. */
export function path(points: readonly Point[], at: At, colour: string, width: number, opacity = 1): string {
  const d = `M${points.map(point => at(point).map(n).join(' ')).join('L')}`
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"/>`
}

/** With a light seam, so that it can be read on anything. */
export function text(
  words: string,
  x: Pixels,
  y: Pixels,
  colour: string,
  size: number,
  anchor: 'start' | 'middle' | 'end',
): string {
  const said = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${n(x)}" y="${n(y)}" fill="${colour}" font-size="${size}" text-anchor="${anchor}" paint-order="stroke" stroke="#ffffff" stroke-width="4" stroke-linejoin="round">${said}</text>`
}

/** A tenth of a pixel is fine enough. */
export const n = (value: number) => String(Math.round(10 * value) / 10)
