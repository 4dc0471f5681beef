import { draw, keep, write } from './make.js'
import { count, whole } from './words.js'

/** The floor plan, drawn in metres: y goes up on the floor and down on the screen. */

/** So much of what lies around the shop is shown, and so much before its doors. */
const MARGIN_METRES = 0.5
const STREET_METRES = 1.6
/** Radius of somebody, in pixels. */
const DOT = 6.5

/** @typedef {ReturnType<typeof import('../plan.ts').planOf>} Plan */
/** @typedef {import('../state.ts').State} State */
/** @typedef {import('../state.ts').Dot} Dot */
/** @typedef {import('../state.ts').HeatGrid} HeatGrid */

export class Floor {
  /** @type {SVGElement} */ #svg
  #people = draw('g', { class: 'people' })
  #labels = draw('g', { class: 'labels' })
  #sensors = draw('g', { class: 'sensor-marks' })
  #heat = draw('g', { class: 'heat' })
  /** @type {Map<string, Element>} */ #zones = new Map()
  #left = 0
  #top = 0
  #width = 0
  #height = 0
  /** Metres of a pixel. */
  #unit = 0.01
  #plan
  /** @type {State['floor'] | undefined} */ #floor
  #visitors = 0
  #staff = 0

  /** @param {HTMLElement} place @param {Plan} plan */
  constructor(place, plan) {
    this.#plan = plan
    const corners = [
      ...plan.outline,
      ...plan.zones.flatMap(zone => zone.outline),
      ...plan.shelves.flatMap(shelf => shelf.outline),
    ]
    const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
    const open = plan.entrances.flatMap(({ from, to }) => street(from, to))
    xs.push(...open.map(([x]) => x))
    ys.push(...open.map(([, y]) => y))
    this.#left = Math.min(...xs) - MARGIN_METRES
    this.#top = Math.max(...ys) + MARGIN_METRES
    const width = (this.#width = Math.max(...xs) + MARGIN_METRES - this.#left)
    const height = (this.#height = this.#top - Math.min(...ys) + MARGIN_METRES)
    this.#svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Floor plan' })
    this.#svg.append(
      draw('polygon', { class: 'ground', points: this.#points(plan.outline) }),
      this.#grid(plan, width, height),
      ...plan.zones.map(zone => this.#zone(zone)),
      this.#heat,
      ...plan.shelves.map(shelf => draw('polygon', { class: 'shelf', points: this.#points(shelf.outline) })),
      draw('polygon', { class: 'wall', points: this.#points(plan.outline) }),
      ...plan.lines.map(({ from, to, kind }) => this.#line(from, to, kind === 'staff' ? 'line staff-line' : 'line')),
      ...plan.entrances.flatMap(({ from, to }) => [this.#line(from, to, 'gap'), this.#line(from, to, 'entrance')]),
      this.#sensors,
      this.#people,
      this.#labels,
    )
    place.replaceChildren(this.#svg)
    place.style.aspectRatio = `${width} / ${height}`
    new ResizeObserver(() => {
      const { width: pixels } = this.#svg.getBoundingClientRect()
      if (pixels > 0) this.#unit = width / pixels
      this.#svg.style.setProperty('--unit', String(this.#unit))
      this.#layout()
    }).observe(this.#svg)
  }

  /** @param {readonly Dot[]} people */
  people(people) {
    this.#staff = people.filter(({ staff }) => staff).length
    this.#visitors = people.length - this.#staff
    keep(
      this.#people,
      people.filter(({ xMetres, yMetres }) => this.#isIn(this.#at([xMetres, yMetres]))),
      ({ id, staff }) => `${id} ${staff}`,
      ({ staff }) => {
        const side = 1.8 * DOT
        const mark = staff
          ? draw('rect', { class: 'staff', x: -side / 2, y: -side / 2, width: side, height: side })
          : draw('circle', { class: 'visitor', r: DOT })
        return draw('g', { class: 'person' }, mark)
      },
      (child, { xMetres, yMetres }) => {
        const [x, y] = this.#at([xMetres, yMetres])
        const place = `translate(${x.toFixed(3)}px, ${y.toFixed(3)}px) scale(${this.#unit})`
        const { style } = /** @type {SVGElement} */ (child)
        if (style.transform !== place) style.transform = place
      },
    )
  }

  /** @param {State} state */
  state({ floor, sensors }) {
    this.#floor = floor
    for (const { id, count } of floor.zones) this.#zones.get(id)?.classList.toggle('busy', count > 0)
    const stateOf = new Map(sensors.map(one => [one.id, one]))
    for (const mark of this.#sensors.children) {
      const { key = '' } = /** @type {SVGElement} */ (mark).dataset
      mark.setAttribute('data-state', stateOf.get(key)?.state ?? 'awaited')
    }
    this.#label()
    const staff = this.#staff > 0 ? ` and ${this.#staff} of the staff` : ''
    const zones = floor.zones.map(({ id, count }) => `${id} ${count}`).join(', ')
    this.#svg.setAttribute(
      'aria-label',
      `Floor plan with ${count(this.#visitors, 'visitor')}${staff} in sight. ${zones}.`,
    )
  }

  /** Says in the most visited square how long that was, in seconds. @param {HeatGrid | undefined} heat */
  heat(heat) {
    this.#heat.replaceChildren()
    this.#svg.classList.toggle('heated', heat !== undefined)
    if (!heat) return
    const { columns, rows, gridMetres, seconds, xMetres, yMetres } = heat
    const most = Math.max(...seconds, 1)
    const canvas = Object.assign(document.createElement('canvas'), { width: columns, height: rows })
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
    const picture = context.createImageData(columns, rows)
    seconds.forEach((value, i) => {
      if (value === 0) return
      const share = Math.sqrt(value / most)
      const at = 4 * ((rows - 1 - Math.floor(i / columns)) * columns + (i % columns))
      picture.data.set(ramp(share), at)
    })
    context.putImageData(picture, 0, 0)
    const [x, y] = this.#at([xMetres, yMetres + rows * gridMetres])
    const size = { x, y, width: columns * gridMetres, height: rows * gridMetres }
    this.#heat.append(draw('image', { ...size, href: canvas.toDataURL(), preserveAspectRatio: 'none' }))
  }

  /** @param {readonly number[]} place @returns {[number, number]} */
  #at([x, y]) {
    return [x - this.#left, this.#top - y]
  }

  /** Whether the picture reaches as far. @param {readonly [number, number]} place */
  #isIn([x, y]) {
    const edge = DOT * this.#unit
    return x > edge && y > edge && x < this.#width - edge && y < this.#height - edge
  }

  /** @param {readonly (readonly number[])[]} corners */
  #points(corners) {
    return corners.map(corner => this.#at(corner).join(',')).join(' ')
  }

  /** @param {readonly number[]} from @param {readonly number[]} to @param {string} kind */
  #line(from, to, kind) {
    const [[x1, y1], [x2, y2]] = [this.#at(from), this.#at(to)]
    return draw('line', { class: kind, x1, y1, x2, y2 })
  }

  /** Every metre, or every ten of a large shop. @param {Plan} plan @param {number} width @param {number} height */
  #grid({ outline }, width, height) {
    const step = Math.max(width, height) > 40 ? 10 : Math.max(width, height) > 16 ? 5 : 1
    const grid = draw('g', { class: 'grid' })
    const id = 'inside'
    grid.append(draw('clipPath', { id }, draw('polygon', { points: this.#points(outline) })))
    const lines = draw('g', { 'clip-path': `url(#${id})` })
    for (let x = Math.ceil(this.#left / step) * step; x < this.#left + width; x += step)
      lines.append(draw('line', { x1: x - this.#left, x2: x - this.#left, y1: 0, y2: height }))
    for (let y = Math.ceil((this.#top - height) / step) * step; y < this.#top; y += step)
      lines.append(draw('line', { x1: 0, x2: width, y1: this.#top - y, y2: this.#top - y }))
    grid.append(lines)
    return grid
  }

  /** @param {Plan['zones'][number]} zone */
  #zone({ id, kind, outline }) {
    const zone = draw('polygon', { class: `zone ${kind}`, points: this.#points(outline) })
    this.#zones.set(id, zone)
    return zone
  }

  /** What is measured in pixels is drawn anew where these are others. */
  #layout() {
    this.#sensors.replaceChildren(
      ...this.#plan.sensors.map(({ id, at }) => {
        const [x, y] = this.#at(at)
        const mark = draw('path', { class: 'sensor', d: 'M0-7 7 6H-7Z' })
        const made = draw(
          'g',
          { 'data-key': id, 'data-state': 'awaited' },
          mark,
          draw('path', { class: 'cross', d: 'M-9-9 9 9M9-9-9 9' }),
        )
        made.setAttribute('transform', `translate(${x} ${y}) scale(${this.#unit})`)
        return made
      }),
    )
    this.#labels.replaceChildren()
    this.#label()
  }

  #label() {
    const { zones, entrances, shelves } = this.#plan
    const counts = new Map(this.#floor?.zones.map(zone => [zone.id, zone]))
    /** @type {{ id: string, kind: string, at: [number, number], anchor: string, name: string, told: string }[]} */
    const labels = [
      ...zones.map(({ id, outline, kind }) => {
        const known = counts.get(id)
        const told = !known || known.count === 0 ? '' : this.#told(id, outline, known)
        return { id: `zone ${id}`, kind, at: this.#corner(outline), anchor: 'start', name: id, told }
      }),
      ...entrances.map(({ id, from, to }) => ({
        id: `entrance ${id}`,
        kind: 'way',
        at: this.#below(from, to),
        anchor: 'middle',
        name: id,
        told: '',
      })),
      ...shelves.map(({ id, outline }) => ({
        id: `shelf ${id}`,
        kind: 'shelf-label',
        at: this.#corner(outline),
        anchor: 'start',
        name: id,
        told: '',
      })),
    ]
    keep(
      this.#labels,
      labels,
      ({ id }) => id,
      ({ at: [x, y], kind, anchor }) => {
        const text = draw(
          'text',
          { class: `label ${kind}`, 'text-anchor': anchor },
          draw('tspan', { class: 'name' }),
          draw('tspan', { class: 'told', dx: 6 }),
        )
        text.setAttribute('transform', `translate(${x} ${y}) scale(${this.#unit})`)
        return text
      },
      (child, { name, told }) => {
        write(child.children[0], name)
        write(child.children[1], told)
      },
    )
  }

  /** How many are in a zone, and how long, where that has room. @param {string} id @param {readonly (readonly number[])[]} outline @param {State['floor']['zones'][number]} zone */
  #told(id, outline, { count, longestDwellSeconds: dwell }) {
    if (dwell === undefined) return String(count)
    const told = `${count} · ${whole(dwell)}`
    const xs = outline.map(([x]) => x)
    const room = (Math.max(...xs) - Math.min(...xs)) / this.#unit
    return 7 * (id.length + told.length) + 16 <= room ? told : String(count)
  }

  /** Just above the upper left corner of what is around a place. @param {readonly (readonly number[])[]} outline @returns {[number, number]} */
  #corner(outline) {
    const [x, y] = this.#at([Math.min(...outline.map(([one]) => one)), Math.max(...outline.map(([, one]) => one))])
    return [x + 5 * this.#unit, y + 15 * this.#unit]
  }

  /** Outside of an entrance: the shop lies to the left of it. @param {readonly number[]} from @param {readonly number[]} to @returns {[number, number]} */
  #below(from, to) {
    const [[x1, y1], [x2, y2]] = [this.#at(from), this.#at(to)]
    const length = Math.hypot(x2 - x1, y2 - y1) || 1
    const off = 17 * this.#unit
    return [(x1 + x2) / 2 - ((y2 - y1) / length) * off, (y1 + y2) / 2 + ((x2 - x1) / length) * off + 4 * this.#unit]
  }
}

/** Where people come from to an entrance: the shop lies to the left of it. @param {readonly number[]} from @param {readonly number[]} to */
function street(from, to) {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1
  const [x, y] = [(to[1] - from[1]) / length, (from[0] - to[0]) / length]
  const off = STREET_METRES - MARGIN_METRES
  return [from, to].map(([fromX, fromY]) => [fromX + x * off, fromY + y * off])
}

/** From a breath of amber to a deep red: brightness says it too, not the hue alone. @param {number} share */
function ramp(share) {
  return [250 - 70 * share, 190 - 165 * share, 60 - 15 * share, 60 + 165 * share]
}
