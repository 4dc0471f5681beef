import type { Pixels } from '../../../config/units.ts'
import { spoken } from '../heatmap.ts'
import { CAMERA, DEPTH, ENTRANCE, HEAT, INK, KINDS, LINE, PATH, SHELF } from './palette.ts'
import type { Drawn } from './plan.ts'
import { n, text } from './strokes.ts'
import type { Viewed } from './views.ts'

/** What the signs of the plan mean, as SVG from a place downwards; only those that are on it: the edge of what is seen is of `bounded` views. */
export function* legend(
  { config: { floor, presence }, heat, paths }: Drawn,
  views: readonly Viewed[],
  bounded: readonly Viewed[],
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
  if (bounded.some(({ isSpots }) => !isSpots))
    yield* row(
      `<path d="M2 0H36" stroke="#5c6773" stroke-width="2" stroke-dasharray="9 5"/>`,
      'what it sees of the floor',
    )
  else if (views.some(({ isSpots }) => !isSpots)) yield* row('', 'all of this plan is seen')
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
