import { draw } from './make.js'

/** The touchpoints by value and effort in their four quadrants: told apart by shape, so that it needs no colour. */

/** @typedef {import('../../moments/map/shape.ts').TouchpointMap} Map */
/** @typedef {import('../../moments/map/shape.ts').Row} Row */
/** @typedef {import('../../moments/map/shape.ts').Figure} Figure */
/** @typedef {'carry' | 'ease' | 'leave' | 'cut'} Quadrant */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {Row & Required<Pick<Row, 'value' | 'effortSeconds' | 'quadrant'>>} Placed */

const SIDE = 7
/** Mean width of a letter of a name. */
const LETTER = 8
/** Below this there is no room for long words in the corners. */
const NARROW = 520
const MARGIN = { left: 46, top: 14, right: 14, bottom: 48 }

/** What is to be done with a touchpoint in each quadrant. @type {Readonly<Record<Quadrant, string>>} */
export const QUADRANTS = {
  carry: 'lead more people here',
  ease: 'make easier',
  leave: 'leave as it is',
  cut: 'think of doing without',
}

/** The same where there is little room. */
export const SHORT = { carry: 'raise', ease: 'ease', leave: 'leave', cut: 'cut' }

/** Full where the value is much, hollow where it is little; round where the effort is little, square where it is much. @param {Quadrant} quadrant */
export function shape(quadrant, x = 0, y = 0) {
  const kind = quadrant === 'carry' || quadrant === 'ease' ? 'shape much' : 'shape'
  if (quadrant === 'carry' || quadrant === 'leave') return draw('circle', { class: kind, cx: x, cy: y, r: SIDE })
  return draw('rect', { class: kind, x: x - SIDE, y: y - SIDE, width: 2 * SIDE, height: 2 * SIDE })
}

/** The touchpoints that can be placed. @param {readonly Row[]} rows @returns {Placed[]} */
export function placedIn(rows) {
  return /** @type {Placed[]} */ (
    rows.filter(row => row.by === 'touchpoint' && row.value && row.effortSeconds && row.quadrant)
  )
}

/**
 * A drawing as wide as there is room; undefined where nothing can be placed. `looked` hears at which touchpoint somebody looks.
 * @param {Map} map
 * @param {number} width
 * @param {(row: Placed) => string} wordsOf
 * @param {(row: Placed | undefined) => void} looked
 */
export function scatter({ rows, frame, split }, width, wordsOf, looked) {
  if (!frame || !split) return undefined
  const height = Math.round(Math.max(300, Math.min(0.62 * width, 560)))
  const [left, right, top, bottom] = [MARGIN.left, width - MARGIN.right, MARGIN.top, height - MARGIN.bottom]
  const x = along(frame.effortSeconds, left, right)
  const y = along(frame.value, bottom, top)
  const svg = draw('svg', {
    viewBox: `0 0 ${width} ${height}`,
    role: 'group',
    'aria-label': 'Touchpoints by value and effort',
  })
  svg.append(
    draw('clipPath', { id: 'inside' }, draw('rect', { x: left, y: top, width: right - left, height: bottom - top })),
    ...ticks(frame.effortSeconds, width < 500 ? 4 : 7).flatMap(at => [
      draw('line', { class: 'tick', x1: x(at), x2: x(at), y1: top, y2: bottom }),
      draw('text', { x: x(at), y: bottom + 17, 'text-anchor': 'middle' }, String(at)),
    ]),
    ...ticks(frame.value, 5).flatMap(at => [
      draw('line', { class: 'tick', x1: left, x2: right, y1: y(at), y2: y(at) }),
      draw('text', { x: left - 7, y: y(at) + 4, 'text-anchor': 'end' }, String(at)),
    ]),
    draw('line', { class: 'split', x1: x(split.effortSeconds), x2: x(split.effortSeconds), y1: top, y2: bottom }),
    draw('line', { class: 'split', x1: left, x2: right, y1: y(split.value), y2: y(split.value) }),
    draw('rect', { class: 'edge', x: left, y: top, width: right - left, height: bottom - top }),
    draw(
      'text',
      { x: (left + right) / 2, y: height - 8, 'text-anchor': 'middle' },
      'Effort: seconds that it costs a visitor',
    ),
    draw(
      'text',
      { transform: `translate(12 ${(top + bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' },
      'Value: purchases in 100 visits',
    ),
  )
  /** @type {Box[]} */
  const taken = []
  const corners = /** @type {const} */ ([
    ['carry', left + 8, top + 17, 'start'],
    ['ease', right - 8, top + 17, 'end'],
    ['leave', left + 8, bottom - 8, 'start'],
    ['cut', right - 8, bottom - 8, 'end'],
  ])
  for (const [quadrant, atX, atY, anchor] of corners) {
    const words = width < NARROW ? SHORT[quadrant] : QUADRANTS[quadrant]
    const long = 6.5 * words.length
    taken.push({ x: anchor === 'end' ? atX - long : atX, y: atY - 12, width: long, height: 16 })
    svg.append(draw('text', { class: 'corner', x: atX, y: atY, 'text-anchor': anchor }, words))
  }
  const placed = placedIn(rows)
  for (const { value, effortSeconds } of placed)
    taken.push({ x: x(effortSeconds.value) - SIDE, y: y(value.value) - SIDE, width: 2 * SIDE, height: 2 * SIDE })
  for (const row of placed) {
    const [atX, atY] = [x(row.effortSeconds.value), y(row.value.value)]
    const words = row.isSure ? row.id : `${row.id} ?`
    const [nameX, nameY] = place(words.length * LETTER, atX, atY, { left, right, top, bottom }, taken)
    const spot = draw(
      'g',
      { class: 'spot', tabindex: 0, role: 'img', 'aria-label': wordsOf(row), 'data-of': row.id },
      draw(
        'g',
        { 'clip-path': 'url(#inside)' },
        draw('line', { class: 'range', x1: x(row.effortSeconds.low), x2: x(row.effortSeconds.high), y1: atY, y2: atY }),
        draw('line', { class: 'range', x1: atX, x2: atX, y1: y(row.value.low), y2: y(row.value.high) }),
      ),
      draw('circle', { class: 'halo', cx: atX, cy: atY, r: SIDE + 5 }),
      shape(row.quadrant, atX, atY),
      draw('text', { class: 'name', x: nameX, y: nameY + 4, 'text-anchor': 'middle' }, words),
    )
    for (const event of ['focus', 'pointerenter']) spot.addEventListener(event, () => looked(row))
    for (const event of ['blur', 'pointerleave']) spot.addEventListener(event, () => looked(undefined))
    svg.append(spot)
  }
  return svg
}

/** Beside the spot, where nothing stands yet.
 * @param {number} width @param {number} x @param {number} y
 * @param {{ left: number, right: number, top: number, bottom: number }} within
 * @param {Box[]} taken
 * @returns {[number, number]} */
function place(width, x, y, within, taken) {
  const off = width / 2 + SIDE + 4
  const spots = [-13, 15, -32, 34, -51, 53].flatMap(down => [
    [x + off, y + down],
    [x - off, y + down],
    [x, y + (down < 0 ? down - 6 : down + 6)],
  ])
  const boxes = spots.map(([midX, midY]) => ({ x: midX - width / 2, y: midY - 9, width, height: 18 }))
  const inside = boxes.filter(
    box =>
      box.x > within.left &&
      box.x + box.width < within.right &&
      box.y > within.top &&
      box.y + box.height < within.bottom,
  )
  const free = inside.find(box => !taken.some(other => isOver(box, other))) ?? inside[0] ?? boxes[0]
  taken.push(free)
  return [free.x + free.width / 2, free.y + 9]
}

/** @param {Box} a @param {Box} b */
function isOver(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** From a stretch of values to one of pixels. @param {readonly number[]} values @param {number} from @param {number} to */
function along([low, high], from, to) {
  return (/** @type {number} */ value) => from + ((value - low) / (high - low)) * (to - from)
}

/** Round numbers between two. @param {readonly number[]} values @param {number} many */
function ticks([low, high], many) {
  const rough = (high - low) / many
  const size = 10 ** Math.floor(Math.log10(rough))
  const step = size * ([1, 2, 5, 10].find(times => times * size >= 0.7 * rough) ?? 10)
  const first = Math.ceil(low / step)
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  )
}
