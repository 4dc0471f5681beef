import type { Pixels } from '../../../config/units.ts'
import type { Figure, TouchpointMap } from '../../moments/map/shape.ts'
import { Placing } from '../zones/place.ts'
import { n, text } from '../zones/strokes.ts'

const [WIDTH, HEIGHT]: readonly [Pixels, Pixels] = [1200, 900]
const PLOT = { left: 96, top: 84, right: 1168, bottom: 816 } as const
const INK = '#1b1f24'
const SOFT = '#5d6670'
const FAINT = '#d5dadf'
const LETTER: Pixels = 17
/** Mean width of a letter of DejaVu Sans, in its height. */
const NARROW = 0.62
const SIDE: Pixels = 9

/** What stands in each corner: which quadrant it is, and what to do there. */
const CORNERS = [
  { quadrant: 'carry', words: 'lead more people here', right: false, top: true },
  { quadrant: 'ease', words: 'make easier', right: true, top: true },
  { quadrant: 'leave', words: 'leave as it is', right: false, top: false },
  { quadrant: 'cut', words: 'think of doing without', right: true, top: false },
] as const

/** The touchpoints by value and effort in their four quadrants, with their intervals, as SVG: in black and white alone, told apart by shape. */
export function scatter(
  { rows, frame, split, lacks, simulated, day, from, days }: TouchpointMap,
  shop: string,
): string {
  const period = days === 1 ? day : `${from} to ${day}`
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="DejaVu Sans, sans-serif">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(`${shop}: touchpoints, ${period}${simulated ? ' — SIMULATED' : ''}`, PLOT.left, 44, INK, 22, 'start'),
  ]
  if (!frame || !split) return [...parts, ...wrapped(lacks ?? 'No touchpoint can be placed yet.'), '</svg>'].join('\n')
  const x = along(frame.effortSeconds, PLOT.left, PLOT.right)
  const y = along(frame.value, PLOT.bottom, PLOT.top)
  const placing = new Placing()
  parts.push(
    `<clipPath id="plot"><rect x="${PLOT.left}" y="${PLOT.top}" width="${PLOT.right - PLOT.left}" height="${PLOT.bottom - PLOT.top}"/></clipPath>`,
    ...ticks(frame.effortSeconds).flatMap(at => [
      line(x(at), PLOT.top, x(at), PLOT.bottom, FAINT, 1),
      text(String(at), x(at), PLOT.bottom + 24, SOFT, 14, 'middle'),
    ]),
    ...ticks(frame.value).flatMap(at => [
      line(PLOT.left, y(at), PLOT.right, y(at), FAINT, 1),
      text(String(at), PLOT.left - 10, y(at) + 5, SOFT, 14, 'end'),
    ]),
    line(x(split.effortSeconds), PLOT.top, x(split.effortSeconds), PLOT.bottom, INK, 1.5, '8 6'),
    line(PLOT.left, y(split.value), PLOT.right, y(split.value), INK, 1.5, '8 6'),
    `<rect x="${PLOT.left}" y="${PLOT.top}" width="${PLOT.right - PLOT.left}" height="${PLOT.bottom - PLOT.top}" fill="none" stroke="${INK}"/>`,
    ...CORNERS.map(({ words, right, top }) => {
      const at = [right ? PLOT.right - 10 : PLOT.left + 10, top ? PLOT.top + 24 : PLOT.bottom - 12] as const
      const width = words.length * 15 * NARROW
      placing.keep({ x: right ? at[0] - width : at[0], y: at[1] - 15, width, height: 20 })
      return text(words, at[0], at[1], SOFT, 15, right ? 'end' : 'start')
    }),
    text(
      'effort: seconds that it costs who takes notice (median)',
      (PLOT.left + PLOT.right) / 2,
      PLOT.bottom + 52,
      INK,
      15,
      'middle',
    ),
    `<g transform="translate(30 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)">${text('value: purchases that it brings in a hundred visits', 0, 0, INK, 15, 'middle')}</g>`,
  )
  const placed = rows.flatMap(({ by, id, value, effortSeconds, quadrant, isSure }) =>
    by === 'touchpoint' && value && effortSeconds && quadrant ? [{ id, value, effortSeconds, quadrant, isSure }] : [],
  )
  for (const { value, effortSeconds } of placed)
    placing.keep({ x: x(effortSeconds.value) - SIDE, y: y(value.value) - SIDE, width: 2 * SIDE, height: 2 * SIDE })
  for (const one of placed) {
    const [atX, atY] = [x(one.effortSeconds.value), y(one.value.value)]
    const words = one.isSure ? one.id : `${one.id} ?`
    const width = words.length * LETTER * NARROW
    const off = width / 2 + SIDE + 6
    const spots = [
      ...[
        [atX + off, atY - 14],
        [atX + off, atY + 16],
        [atX - off, atY - 14],
        [atX - off, atY + 16],
      ],
      ...[
        [atX + off, atY - 38],
        [atX + off, atY + 40],
        [atX - off, atY - 38],
        [atX - off, atY + 40],
      ],
    ].filter(([at]) => at! - width / 2 > PLOT.left && at! + width / 2 < PLOT.right) as [number, number][]
    const [left, top] = placing.put(width, LETTER * 1.3, spots.length > 0 ? spots : [[atX, atY - 24]])
    parts.push(
      `<g clip-path="url(#plot)">${interval(one.effortSeconds, x, at => [at, atY])}${interval(one.value, y, at => [atX, at])}</g>`,
      mark(one.quadrant, atX, atY),
      text(words, left, top + LETTER * 0.35, INK, LETTER, 'middle'),
    )
  }
  const note =
    'Lines reach as far as the figures are known (95 %), broken lines part the quadrants; a ? where it is not sure.'
  return [...parts, text(note, PLOT.left, HEIGHT - 14, SOFT, 13, 'start'), '</svg>'].join('\n')
}

/** Full where the value is much, hollow where it is little; round where the effort is little, square where it is much. */
function mark(quadrant: 'carry' | 'ease' | 'leave' | 'cut', x: Pixels, y: Pixels): string {
  const fill = quadrant === 'carry' || quadrant === 'ease' ? INK : '#ffffff'
  const how = `fill="${fill}" stroke="${INK}" stroke-width="2.5"`
  if (quadrant === 'carry' || quadrant === 'leave') return `<circle cx="${n(x)}" cy="${n(y)}" r="${SIDE}" ${how}/>`
  return `<rect x="${n(x - SIDE)}" y="${n(y - SIDE)}" width="${2 * SIDE}" height="${2 * SIDE}" ${how}/>`
}

function interval(
  { low, high }: Figure,
  scale: (value: number) => Pixels,
  at: (on: Pixels) => readonly [Pixels, Pixels],
): string {
  const [[x1, y1], [x2, y2]] = [at(scale(low)), at(scale(high))]
  return line(x1, y1, x2, y2, SOFT, 2)
}

function line(x1: Pixels, y1: Pixels, x2: Pixels, y2: Pixels, colour: string, width: number, dash = ''): string {
  const broken = dash === '' ? '' : ` stroke-dasharray="${dash}"`
  return `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" stroke="${colour}" stroke-width="${width}"${broken}/>`
}

/** From a stretch of values to one of pixels. */
const along =
  ([low, high]: readonly [number, number], from: Pixels, to: Pixels) =>
  (value: number): Pixels =>
    from + ((value - low) / (high - low)) * (to - from)

/** Round numbers between two, some five of them. */
export function ticks([low, high]: readonly [number, number]): number[] {
  const rough = (high - low) / 5
  const size = 10 ** Math.floor(Math.log10(rough))
  const step = size * ([1, 2, 5, 10].find(times => times * size >= 0.7 * rough) ?? 10)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  )
}

function wrapped(words: string): string[] {
  const lines: string[] = ['']
  for (const word of words.split(' ')) {
    if (`${lines.at(-1)} ${word}`.length > 90) lines.push('')
    lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim()
  }
  return lines.map((one, i) => text(one, PLOT.left, PLOT.top + 60 + 28 * i, INK, LETTER, 'start'))
}
