import type { Config } from '../../../config/config.ts'
import type { Point, Polygon } from '../../../config/shapes.ts'
import type { Metres, Pixels } from '../../../config/units.ts'
import type { Squares } from '../../floor/squares.ts'
import { legend } from './legend.ts'
import { CAMERA, DEPTH, ENTRANCE, HEAT, INK, KINDS, LINE, PATH, SHELF } from './palette.ts'
import type { Paths } from './paths.ts'
import { Placing } from './place.ts'
import { beside, over, within } from './spots.ts'
import { type At, n, path, shape, text } from './strokes.ts'
import { covers, type Viewed, viewsOf } from './views.ts'

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
  const corners: Point[] = [left, right].flatMap(x => [bottom, top].map((y): Point => [x, y]))
  const bounded = views.filter(({ view }) => !covers(view, corners))
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
      bounded,
      across + MARGIN + 36,
      MARGIN + 30,
    ),
    '</svg>',
  ].join('\n')
  return { svg, width, height }
}

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
