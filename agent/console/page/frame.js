import { draw } from './make.js'

/** So much of what lies around the shop is shown, and so much before its doors. */
const MARGIN_METRES = 0.5
const STREET_METRES = 1.6

/** @typedef {readonly number[]} Place metres on the floor */

/** Where a place on the floor lies in the picture, whose unit is a metre: y goes up on the floor and down on the screen. */
export class Frame {
  #left
  #top
  width
  height
  /** Metres of a pixel. */
  unit = 0.01

  /** @param {import('./plan.js').Plan} plan */
  constructor({ outline, zones, shelves, entrances }) {
    const around = [...outline, ...zones.flatMap(zone => zone.outline), ...shelves.flatMap(shelf => shelf.outline)]
    const all = [...around, ...entrances.flatMap(({ from, to }) => street(from, to))]
    const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)]
    this.#left = Math.min(...xs) - MARGIN_METRES
    this.#top = Math.max(...ys) + MARGIN_METRES
    this.width = Math.max(...xs) + MARGIN_METRES - this.#left
    this.height = this.#top - Math.min(...ys) + MARGIN_METRES
  }

  /** @param {Place} place @returns {[number, number]} */
  at([x, y]) {
    return [x - this.#left, this.#top - y]
  }

  /** Whether the picture reaches as far as all of a mark. @param {Place} place @param {number} pixels */
  holds(place, pixels) {
    const [x, y] = this.at(place)
    const edge = pixels * this.unit
    return x > edge && y > edge && x < this.width - edge && y < this.height - edge
  }

  /** @param {readonly Place[]} corners */
  points(corners) {
    return corners.map(corner => this.at(corner).join(',')).join(' ')
  }

  /** @param {Place} from @param {Place} to @param {string} kind */
  line(from, to, kind) {
    const [[x1, y1], [x2, y2]] = [this.at(from), this.at(to)]
    return draw('line', { class: kind, x1, y1, x2, y2 })
  }

  /** Every metre, or every five or ten of a larger shop. @param {readonly Place[]} outline */
  grid(outline) {
    const { width, height } = this
    const size = Math.max(width, height)
    const step = size > 40 ? 10 : size > 16 ? 5 : 1
    const id = 'inside'
    const lines = draw('g', { 'clip-path': `url(#${id})` })
    for (let x = Math.ceil(this.#left / step) * step; x < this.#left + width; x += step)
      lines.append(draw('line', { x1: x - this.#left, x2: x - this.#left, y1: 0, y2: height }))
    for (let y = Math.ceil((this.#top - height) / step) * step; y < this.#top; y += step)
      lines.append(draw('line', { x1: 0, x2: width, y1: this.#top - y, y2: this.#top - y }))
    return draw(
      'g',
      { class: 'grid' },
      draw('clipPath', { id }, draw('polygon', { points: this.points(outline) })),
      lines,
    )
  }
}

/** Where people come from to an entrance: the shop lies to the left of it. @param {Place} from @param {Place} to */
function street(from, to) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1
  const [x, y] = [(to[1] - from[1]) / length, (from[0] - to[0]) / length]
  const off = STREET_METRES - MARGIN_METRES
  return [from, to].map(([fromX, fromY]) => [fromX + x * off, fromY + y * off])
}
