import type { PointPair } from '../../config/cameras.ts'
import type { Floor } from '../../config/floor.ts'
import type { Point, Polygon } from '../../config/shapes.ts'
import type { Metres, Pixels } from '../../config/units.ts'
import type { Pixel } from '../floor/pixel.ts'

/** Lines are drawn in steps of this length: a lens bends them, and the horizon ends them. */
const STEP: Metres = 0.1
/** What lies farther outside of the picture than this many of its widths is not drawn. */
const MARGIN = 0.5
/** Pixels of the longer side of the drawing at least: what a depth camera shows is too small to write in. */
const LEAST: Pixels = 1280

export interface Spot extends PointPair {
  /** What is written beside it. */
  readonly label: string
}

export interface Drawn {
  readonly width: Pixels
  readonly height: Pixels
  readonly title: string
  readonly floor: Floor
  readonly pixel: Pixel
  readonly spots?: readonly Spot[]
  /** SVG that lies below everything else. */
  readonly below?: readonly string[]
}

/** How many times larger than the picture the drawing is. */
export function scaleOf(width: Pixels, height: Pixels): number {
  return Math.max(1, Math.ceil(LEAST / Math.max(width, height)))
}

/** The floor plan as the camera should see it, as SVG of the size of its picture times {@link scaleOf}. */
export function drawing({ width, height, title, floor, pixel, spots = [], below = [] }: Drawn): string {
  const canvas: Canvas = { width, height, pixel, unit: Math.max(width, height) / LEAST }
  const scale = scaleOf(width, height)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${scale * width}" height="${scale * height}" viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans, sans-serif">`,
    ...below,
    ...grid(canvas, floor.outline),
    ...floor.zones.flatMap(({ id, outline }) => [
      area(canvas, outline, '#3ddc84', below.length > 0 ? 0 : 0.12),
      label(canvas, middle(outline), id, '#3ddc84'),
    ]),
    ...floor.shelves.flatMap(({ id, outline }) => [
      line(canvas, closed(outline), '#35c9d6', 1.5),
      label(canvas, middle(outline), id, '#35c9d6'),
    ]),
    line(canvas, closed(floor.outline), '#ffffff', 2.5),
    ...floor.lines.flatMap(one => crossing(canvas, one, '#ffb020')),
    ...floor.entrances.flatMap(one => crossing(canvas, one, '#ff5a5f')),
    ...named(canvas, floor.outline),
    ...spots.flatMap((spot, i) => arrow(canvas, spot, i + 1)),
    text(canvas, [12 * canvas.unit, 24 * canvas.unit], title, '#ffffff', 15, 'start'),
    '</svg>',
  ].join('\n')
}

interface Canvas {
  readonly width: Pixels
  readonly height: Pixels
  readonly pixel: Pixel
  /** Pixels of a picture of this size that one of a usual one would be. */
  readonly unit: number
}

/** One metre apart, as far as the outline goes. */
function* grid(canvas: Canvas, outline: Polygon): Iterable<string> {
  const [left, bottom, right, top] = around(outline)
  const thick = (at: Metres) => (at % 5 === 0 ? 1.2 : 0.6)
  const draw = (from: Point, to: Point, width: number) => line(canvas, [from, to], '#7aa2f7', width)
  for (let x = left; x <= right; x++) yield draw([x, bottom], [x, top], thick(x))
  for (let y = bottom; y <= top; y++) yield draw([left, y], [right, y], thick(y))
}

/** What the crossings of the grid are called, where there is room. */
function* named(canvas: Canvas, outline: Polygon): Iterable<string> {
  const [left, bottom, right, top] = around(outline)
  const [here, beside, above] = [new Float64Array(2), new Float64Array(2), new Float64Array(2)]
  const { pixel, unit } = canvas
  for (let x = left; x <= right; x++)
    for (let y = bottom; y <= top; y++) {
      if (!pixel(x, y, here) || !pixel(x + 1, y, beside) || !pixel(x, y + 1, above)) continue
      const room = Math.abs(crossed(here, beside, above))
      if (room < (45 * unit) ** 2 || !isInside(canvas, here)) continue
      yield text(canvas, [here[0] + 3 * unit, here[1] - 4 * unit], `(${x}, ${y})`, '#a9c1ff', 10, 'start')
    }
}

function around(outline: Polygon): readonly [Metres, Metres, Metres, Metres] {
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)]
  return [
    Math.floor(Math.min(...xs)),
    Math.floor(Math.min(...ys)),
    Math.ceil(Math.max(...xs)),
    Math.ceil(Math.max(...ys)),
  ]
}

/** Pixels that a square metre takes. */
function crossed(o: Float64Array, a: Float64Array, b: Float64Array): number {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
}

function crossing(canvas: Canvas, { id, from, to }: { id: string; from: Point; to: Point }, colour: string): string[] {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  const along: Point = [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
  const half: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
  // The inside lies to the left of the way from one end to the other.
  const inside: Point = [half[0] - 0.5 * along[1], half[1] + 0.5 * along[0]]
  const wing = (side: number): Point => [
    inside[0] + 0.15 * along[1] + side * 0.12 * along[0],
    inside[1] - 0.15 * along[0] + side * 0.12 * along[1],
  ]
  return [
    line(canvas, [from, to], colour, 3.5),
    line(canvas, [half, inside], colour, 2),
    line(canvas, [wing(1), inside, wing(-1)], colour, 2),
    label(canvas, [half[0] - 0.8 * along[1], half[1] + 0.8 * along[0]], id, colour),
  ]
}

/** From where a spot was clicked to where the calibration puts what was measured. */
function arrow({ pixel, unit, ...canvas }: Canvas, { image, floor, label }: Spot, number: number): string[] {
  const at = new Float64Array(2)
  const [x, y] = image
  const circle = `<circle cx="${n(x)}" cy="${n(y)}" r="${n(6 * unit)}" fill="none" stroke="#ff4fd8" stroke-width="${n(2 * unit)}"/>`
  const words = text(
    { pixel, unit, ...canvas },
    [x + 9 * unit, y + 14 * unit],
    `${number}: ${label}`,
    '#ff9de9',
    12,
    'start',
  )
  if (!pixel(floor[0], floor[1], at)) return [circle, words]
  return [
    circle,
    `<line x1="${n(x)}" y1="${n(y)}" x2="${n(at[0])}" y2="${n(at[1])}" stroke="#ff4fd8" stroke-width="${n(2 * unit)}"/>`,
    `<circle cx="${n(at[0])}" cy="${n(at[1])}" r="${n(2.5 * unit)}" fill="#ffffff"/>`,
    words,
  ]
}

function area(canvas: Canvas, outline: Polygon, colour: string, opacity: number): string {
  const d = path(canvas, closed(outline))
  return `<path d="${d}" fill="${colour}" fill-opacity="${opacity}" stroke="${colour}" stroke-width="${n(1.5 * canvas.unit)}"/>`
}

function line(canvas: Canvas, points: readonly Point[], colour: string, width: number): string {
  return `<path d="${path(canvas, points)}" fill="none" stroke="${colour}" stroke-width="${n(width * canvas.unit)}" stroke-linecap="round"/>`
}

function label(canvas: Canvas, spot: Point, words: string, colour: string): string {
  const at = new Float64Array(2)
  if (!canvas.pixel(spot[0], spot[1], at) || !isInside(canvas, at)) return ''
  return text(canvas, [at[0], at[1]], words, colour, 13, 'middle')
}

function text({ unit }: Canvas, [x, y]: Point, words: string, colour: string, size: number, anchor: string): string {
  const said = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  // A dark seam around the letters, so that they can be read on any picture.
  return `<text x="${n(x)}" y="${n(y)}" fill="${colour}" font-size="${n(size * unit)}" text-anchor="${anchor}" paint-order="stroke" stroke="#101418" stroke-width="${n(3 * unit)}">${said}</text>`
}

/** A way over the floor as the camera sees it, broken where it does not. */
function path(canvas: Canvas, points: readonly Point[]): string {
  const at = new Float64Array(2)
  let d = ''
  let pen = false
  const go = (x: Metres, y: Metres) => {
    const seen = canvas.pixel(x, y, at) && isNear(canvas, at)
    if (seen) d += `${pen ? 'L' : 'M'}${n(at[0])} ${n(at[1])}`
    pen = seen
  }
  for (let i = 0; i + 1 < points.length; i++) {
    const [[ax, ay], [bx, by]] = [points[i], points[i + 1]]
    const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / STEP))
    for (let k = i === 0 ? 0 : 1; k <= steps; k++) go(ax + ((bx - ax) * k) / steps, ay + ((by - ay) * k) / steps)
  }
  return d
}

function isInside({ width, height }: Canvas, at: Float64Array): boolean {
  return at[0] >= 0 && at[0] <= width && at[1] >= 0 && at[1] <= height
}

function isNear({ width, height }: Canvas, at: Float64Array): boolean {
  const margin = MARGIN * Math.max(width, height)
  return at[0] >= -margin && at[0] <= width + margin && at[1] >= -margin && at[1] <= height + margin
}

function closed(outline: Polygon): Point[] {
  return [...outline, outline[0]]
}

function middle(outline: Polygon): Point {
  return [0, 1].map(k => outline.reduce((sum, point) => sum + point[k], 0) / outline.length) as unknown as Point
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10)
}
