import type { Config } from '../../../config/config.ts'
import type { Point, Polygon } from '../../../config/shapes.ts'
import type { Metres, Pixels } from '../../../config/units.ts'
import type { Squares } from '../../floor/squares.ts'
import { spoken } from '../heatmap.ts'
import type { Paths } from './paths.ts'
import { Placing } from './place.ts'
import { type Viewed, viewsOf } from './views.ts'

/** Of the plan itself; around it, for the metres; and of the legend beside it. */
const SIDE: Pixels = 1200
const MARGIN: Pixels = 64
const LEGEND: Pixels = 300
/** A plan that is much longer than wide would leave no room for its legend. */
const LEAST_HEIGHT: Pixels = 560
/** What lies this far outside of the outline is still on the plan: the street before the door. */
const AROUND: Metres = 1
const LETTER: Pixels = 15
/** Mean width of a letter of DejaVu Sans, in its height. */
const NARROW = 0.62

const INK = '#1d2733'
const KINDS = {
  area: { colour: '#2e7d4f', words: 'zone' },
  queue: { colour: '#b26a00', words: 'queue' },
  staff: { colour: '#6b7280', words: 'of the staff' },
  'opt-in': { colour: '#7b3fb5', words: 'opt-in lane' },
} as const
const SHELF = '#0b7f8c'
const LINE = '#c2410c'
const ENTRANCE = '#c81e3a'
const CAMERA = '#1d4ed8'
const DEPTH = '#0f766e'
const PATH = '#5b2a86'
/** From little to most; each darker than the one before, so that it reads in grey too. */
const HEAT = ['#fff3c4', '#ffd97a', '#fdae5b', '#f3743f', '#d03b34', '#8f1436'] as const

export interface Drawn {
  readonly config: Pick<Config, 'floor' | 'cameras' | 'depth' | 'presence' | 'store'>
  readonly simulated: boolean
  readonly heat?: { readonly day: string; readonly squares: Squares }
  readonly paths?: Paths
}

/** The floor plan from above, x to the right and y upwards, with what is configured on it, as SVG; and its size. */
export function plan({ config, simulated, heat, paths }: Drawn): {
  readonly svg: string
  readonly width: Pixels
  readonly height: Pixels
} {
  const { floor, store, presence } = config
  const [left, bottom, right, top] = around([
    floor.outline,
    ...floor.zones.map(({ outline }) => outline),
    ...[...floor.entrances, ...floor.lines].map(({ from, to }) => [from, to]),
  ])
  const scale = SIDE / Math.max(right - left, top - bottom)
  const [across, down] = [(right - left) * scale, (top - bottom) * scale]
  const width = Math.round(across + 2 * MARGIN + LEGEND)
  const height = Math.round(Math.max(down + 2 * MARGIN + 24, LEAST_HEIGHT))
  const at: At = ([x, y]) => [MARGIN + (x - left) * scale, MARGIN + 24 + (top - y) * scale]
  const placing = new Placing()
  const write = (words: string, colour: string, spots: readonly Point[], size = LETTER) => {
    const [x, y] = placing.put(words.length * size * NARROW, size * 1.3, spots.map(at))
    return text(words, x, y + size * 0.35, colour, size, 'middle')
  }
  const views = viewsOf(config)
  const shapes = [
    ...(heat ? squares(heat.squares, presence.k, at, scale) : []),
    ...grid(left, bottom, right, top, at),
    ...views.map(view => seen(view, at)),
    ...(paths?.ways ?? []).map((way, i) => walked(way, i, paths!.ways.length, floor.gridMetres, at)),
    ...floor.zones.map(({ outline, kind }) => shape(outline, at, KINDS[kind].colour, heat ? 0.05 : 0.13, 2)),
    ...floor.shelves.map(({ outline }) => shape(outline, at, SHELF, 0.25, 1.5)),
    shape(floor.outline, at, INK, 0, 4),
    ...floor.lines.map(line => crossing(line, at, LINE, line.kind === 'staff')),
    ...floor.entrances.map(entrance => crossing(entrance, at, ENTRANCE)),
    ...views.flatMap(({ at: spot, kind }) => (spot ? [sensor(at(spot), kind)] : [])),
  ]
  // What stands fast is written first, and what may move moves.
  const words = [
    ...metres(left, bottom, right, top, at),
    ...[...floor.entrances.map(one => [one, ENTRANCE] as const), ...floor.lines.map(one => [one, LINE] as const)].map(
      ([one, colour]) => write(one.id, colour, beside(one, 22 / scale)),
    ),
    ...floor.zones.map(({ id, outline, kind }) => write(id, KINDS[kind].colour, within(outline))),
    ...floor.shelves.map(({ id, outline }) => write(id, SHELF, within(outline), 13)),
    ...views.map(({ id, at: spot, view, kind }) =>
      write(id, kind === 'depth' ? DEPTH : CAMERA, spot ? over(spot, 20 / scale) : within(view as Polygon), 13),
    ),
  ]
  const title = `${store.tenant}/${store.store}/${store.agent}${simulated ? ' — SIMULATED' : ''}`
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<clipPath id="plan"><rect x="${MARGIN}" y="${MARGIN + 24}" width="${n(across)}" height="${n(down)}"/></clipPath>`,
    `<g clip-path="url(#plan)">${shapes.join('\n')}</g>`,
    ...words,
    text(title, MARGIN, 34, INK, 20, 'start'),
    ...legend(
      { config, simulated, ...(heat && { heat }), ...(paths && { paths }) },
      views,
      across + MARGIN + 36,
      MARGIN + 30,
    ),
    '</svg>',
  ].join('\n')
  return { svg, width, height }
}

type At = (point: Point) => readonly [Pixels, Pixels]

/** With some room around it, in whole metres. */
function around(all: readonly (readonly Point[])[]): readonly [Metres, Metres, Metres, Metres] {
  const points = all.flat()
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const low = (values: readonly number[]) => Math.floor(values.reduce((a, b) => Math.min(a, b)) - AROUND)
  const high = (values: readonly number[]) => Math.ceil(values.reduce((a, b) => Math.max(a, b)) + AROUND)
  return [low(xs), low(ys), high(xs), high(ys)]
}

/** A line a metre, or every few where there are many. */
function stepOf(from: Metres, to: Metres): Metres {
  return [1, 2, 5, 10, 20, 50].find(step => (to - from) / step <= 30) ?? 100
}

function* grid(left: Metres, bottom: Metres, right: Metres, top: Metres, at: At): Iterable<string> {
  const step = stepOf(Math.min(left, bottom), Math.max(right, top))
  for (let x = left; x <= right; x += step)
    yield path(
      [
        [x, bottom],
        [x, top],
      ],
      at,
      '#d5dbe3',
      1,
    )
  for (let y = bottom; y <= top; y += step)
    yield path(
      [
        [left, y],
        [right, y],
      ],
      at,
      '#d5dbe3',
      1,
    )
}

function* metres(left: Metres, bottom: Metres, right: Metres, top: Metres, at: At): Iterable<string> {
  const step = stepOf(Math.min(left, bottom), Math.max(right, top))
  for (let x = left; x <= right; x += step)
    yield text(`${x}`, at([x, bottom])[0], at([x, bottom])[1] + 20, '#5c6773', 13, 'middle')
  for (let y = bottom; y <= top; y += step)
    yield text(`${y}`, at([left, y])[0] - 10, at([left, y])[1] + 5, '#5c6773', 13, 'end')
  yield text('metres', at([right, bottom])[0], at([right, bottom])[1] + 40, '#5c6773', 13, 'end')
}

function squares(of: Squares, k: number, at: At, scale: number): string[] {
  const seconds = of.seconds(k)
  const most = seconds.reduce((a, b) => Math.max(a, b), 0)
  const side = of.gridMetres * scale
  return [...seconds].flatMap((one, i) => {
    if (one === 0) return []
    const [x, y] = at([
      of.x + (i % of.columns) * of.gridMetres,
      of.y + (Math.floor(i / of.columns) + 1) * of.gridMetres,
    ])
    return `<rect x="${n(x)}" y="${n(y)}" width="${n(side + 0.5)}" height="${n(side + 0.5)}" fill="${HEAT[shade(one, most)]}"/>`
  })
}

/** By the root of the share: one long queue would leave the rest of the shop pale. */
function shade(seconds: number, most: number): number {
  return Math.min(HEAT.length - 1, Math.floor(Math.sqrt(seconds / most) * HEAT.length))
}

/** Ways lie on centres of squares: each is drawn a little apart, so that those who went the same way are not one. */
function walked(way: readonly Point[], i: number, count: number, gridMetres: Metres, at: At): string {
  // Of many, one alone is faint, and where many went shows.
  const opacity = Math.max(0.08, Math.min(0.4, 20 / count))
  const angle = i * 2.399963
  const far = gridMetres * 0.3 * Math.sqrt(((i * 7) % 16) / 16)
  const apart = way.map(([x, y]): Point => [x + far * Math.cos(angle), y + far * Math.sin(angle)])
  const [x, y] = at(apart.at(-1)!)
  return `${path(apart, at, PATH, 1.6, opacity)}<circle cx="${n(x)}" cy="${n(y)}" r="2.5" fill="${PATH}" fill-opacity="0.5"/>`
}

function seen({ view, isSpots, kind }: Viewed, at: At): string {
  const colour = kind === 'depth' ? DEPTH : CAMERA
  const d = `M${view.map(point => at(point).map(n).join(' ')).join('L')}Z`
  return `<path d="${d}" fill="${colour}" fill-opacity="${isSpots ? 0 : 0.05}" stroke="${colour}" stroke-opacity="0.6" stroke-width="1.5" stroke-dasharray="${isSpots ? '2 5' : '9 5'}"/>`
}

function sensor([x, y]: readonly [Pixels, Pixels], kind: Viewed['kind']): string {
  const colour = kind === 'depth' ? DEPTH : CAMERA
  return kind === 'depth'
    ? `<rect x="${n(x - 7)}" y="${n(y - 7)}" width="14" height="14" fill="${colour}" stroke="#ffffff" stroke-width="2"/>`
    : `<circle cx="${n(x)}" cy="${n(y)}" r="8" fill="${colour}" stroke="#ffffff" stroke-width="2"/>`
}

/** With an arrow that points inwards: to the left of the way from one end to the other. */
function crossing(
  { from, to }: { readonly from: Point; readonly to: Point },
  at: At,
  colour: string,
  isDashed = false,
): string {
  const [a, b] = [at(from), at(to)]
  const length = Math.hypot(b[0] - a[0], b[1] - a[1])
  const [along, across] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length]
  const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
  const tip = [x + 26 * across, y - 26 * along] as const
  const wing = (side: number) =>
    `${n(tip[0] - 9 * across + side * 6 * along)} ${n(tip[1] + 9 * along + side * 6 * across)}`
  return [
    `<path d="M${n(a[0])} ${n(a[1])}L${n(b[0])} ${n(b[1])}" stroke="${colour}" stroke-width="5" stroke-linecap="round"${isDashed ? ' stroke-dasharray="10 8"' : ''}/>`,
    `<path d="M${n(x)} ${n(y)}L${n(tip[0])} ${n(tip[1])}M${wing(1)}L${n(tip[0])} ${n(tip[1])}L${wing(-1)}" fill="none" stroke="${colour}" stroke-width="2.5"/>`,
  ].join('')
}

/** Where a name of a line may stand: behind it, at its ends, before it. */
function beside({ from, to }: { readonly from: Point; readonly to: Point }, off: Metres): Point[] {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  const [along, across] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
  const on = (share: number, side: number): Point => [
    from[0] + share * (to[0] - from[0]) + side * off * across,
    from[1] + share * (to[1] - from[1]) - side * off * along,
  ]
  return [on(0.5, 1), on(0.25, 1), on(0.75, 1), on(0.2, -1), on(0.8, -1), on(0.5, 2), on(0.5, -2.4)]
}

/** Where the name of an area may stand: in its middle, above and below that. */
function within(outline: readonly Point[]): Point[] {
  const middle = [0, 1].map(
    axis => outline.reduce((sum, point) => sum + point[axis], 0) / outline.length,
  ) as unknown as Point
  const ys = outline.map(([, y]) => y)
  const tall = Math.max(...ys) - Math.min(...ys)
  return [0, 0.2, -0.2, 0.35, -0.35, 0.6, -0.6].map(share => [middle[0], middle[1] + share * tall])
}

function over([x, y]: Point, off: Metres): Point[] {
  return [1, -1, 2, -2, 3].map(times => [x, y + times * off])
}

/** Only what is on the plan. */
function* legend(
  { config: { floor, presence }, heat, paths }: Drawn,
  views: readonly Viewed[],
  x: Pixels,
  from: Pixels,
): Iterable<string> {
  let y = from
  const row = function* (swatch: string, words: string) {
    yield `<g transform="translate(${n(x)} ${n(y)})">${swatch}</g>${text(words, x + 46, y + 5, INK, 14, 'start')}`
    y += 27
  }
  const bar = (colour: string, dash = '') => `<path d="M2 0H36" stroke="${colour}" stroke-width="4"${dash}/>`
  const box = (colour: string, opacity: number) =>
    `<rect x="4" y="-9" width="30" height="18" fill="${colour}" fill-opacity="${opacity}" stroke="${colour}" stroke-width="2"/>`
  yield* row(`<rect x="4" y="-9" width="30" height="18" fill="none" stroke="${INK}" stroke-width="3.5"/>`, 'the shop')
  if (floor.entrances.length > 0) yield* row(bar(ENTRANCE), 'entrance, arrow inwards')
  if (floor.lines.some(({ kind }) => kind === 'line')) yield* row(bar(LINE), 'line, arrow inwards')
  if (floor.lines.some(({ kind }) => kind === 'staff'))
    yield* row(bar(LINE, ' stroke-dasharray="10 8"'), 'line of the staff')
  for (const [kind, { colour, words }] of Object.entries(KINDS))
    if (floor.zones.some(zone => zone.kind === kind)) yield* row(box(colour, 0.13), words)
  if (floor.shelves.length > 0) yield* row(box(SHELF, 0.25), 'shelf')
  if (views.some(({ kind, at }) => kind === 'camera' && at))
    yield* row(`<circle cx="19" r="8" fill="${CAMERA}"/>`, 'camera')
  if (views.some(({ kind }) => kind === 'depth'))
    yield* row(`<rect x="12" y="-7" width="14" height="14" fill="${DEPTH}"/>`, 'depth camera')
  if (views.some(({ isSpots }) => !isSpots))
    yield* row(
      `<path d="M2 0H36" stroke="#5c6773" stroke-width="2" stroke-dasharray="9 5"/>`,
      'what it sees of the floor',
    )
  if (views.some(({ isSpots }) => isSpots))
    yield* row(`<path d="M2 0H36" stroke="${CAMERA}" stroke-width="2" stroke-dasharray="2 5"/>`, 'where its spots are')
  if (paths) {
    yield* row(
      `<path d="M2 4L14 -5L24 5L36 -4" fill="none" stroke="${PATH}" stroke-width="2" stroke-opacity="0.7"/>`,
      `${paths.ways.length} ways, dot at the end`,
    )
    yield text(
      `on squares of ${floor.gridMetres} m, drawn apart${paths.left > 0 ? `; ${paths.left} left out` : ''}`,
      x,
      y + 1,
      '#5c6773',
      12,
      'start',
    )
    y += 27
  }
  if (!heat) return
  const most = heat.squares.seconds(presence.k).reduce((a, b) => Math.max(a, b), 0)
  yield text(`Time of people, ${heat.day}`, x, y + 14, INK, 14, 'start')
  y += 30
  for (const [i, colour] of HEAT.entries())
    yield `<rect x="${n(x + i * 38)}" y="${n(y)}" width="38" height="16" fill="${colour}"/>`
  yield text('0', x, y + 34, INK, 13, 'start')
  yield text(spoken(most), x + 38 * HEAT.length, y + 34, INK, 13, 'end')
  yield text(
    `per ${heat.squares.gridMetres} × ${heat.squares.gridMetres} m; ${heat.squares.withheld(presence.k)} squares with`,
    x,
    y + 58,
    '#5c6773',
    12,
    'start',
  )
  yield text(`fewer than ${presence.k} visitors are blank`, x, y + 75, '#5c6773', 12, 'start')
}

function shape(outline: Polygon, at: At, colour: string, opacity: number, width: number): string {
  const d = `M${outline.map(point => at(point).map(n).join(' ')).join('L')}Z`
  return `<path d="${d}" fill="${opacity > 0 ? colour : 'none'}" fill-opacity="${opacity}" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>`
}

function path(points: readonly Point[], at: At, colour: string, width: number, opacity = 1): string {
  const d = `M${points.map(point => at(point).map(n).join(' ')).join('L')}`
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"/>`
}

/** With a light seam, so that it can be read on anything. */
function text(
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

const n = (value: number) => String(Math.round(10 * value) / 10)
