import { Frame } from './frame.js'
import { pictureOf } from './heat.js'
import { label } from './labels.js'
import { draw, keep } from './make.js'
import { spread } from './spread.js'
import { isDark } from './theme.js'
import { count } from './words.js'

/** Radius of somebody, in pixels. */
const DOT = 6.5

/** @typedef {ReturnType<typeof import('../plan.ts').planOf>} Plan */
/** @typedef {import('../state.ts').State} State */
/** @typedef {import('../state.ts').Dot} Dot */
/** @typedef {import('../state.ts').HeatGrid} HeatGrid */

/** The floor plan, and who and what is on it. */
export class Floor {
  /** @type {SVGElement} */ #svg
  #people = draw('g', { class: 'people' })
  #labels = draw('g', { class: 'labels' })
  #sensors = draw('g', { class: 'sensor-marks' })
  #heat = draw('g', { class: 'heat' })
  /** @type {Map<string, Element>} */ #zones = new Map()
  #frame
  #plan
  /** @type {State['floor']['zones']} */ #told = []
  #visitors = 0
  #staff = 0

  /** @param {HTMLElement} place @param {Plan} plan */
  constructor(place, plan) {
    this.#plan = plan
    const frame = (this.#frame = new Frame(plan))
    const { width, height } = frame
    this.#svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Floor plan' })
    this.#svg.append(
      draw('polygon', { class: 'ground', points: frame.points(plan.outline) }),
      frame.grid(plan.outline),
      ...plan.zones.map(zone => this.#zone(zone)),
      this.#heat,
      ...plan.shelves.map(shelf => draw('polygon', { class: 'shelf', points: frame.points(shelf.outline) })),
      draw('polygon', { class: 'wall', points: frame.points(plan.outline) }),
      ...plan.lines.map(({ from, to, kind }) => frame.line(from, to, kind === 'staff' ? 'line staff-line' : 'line')),
      ...plan.entrances.flatMap(({ from, to }) => [frame.line(from, to, 'gap'), frame.line(from, to, 'entrance')]),
      this.#sensors,
      this.#people,
      this.#labels,
    )
    place.replaceChildren(this.#svg)
    place.style.aspectRatio = `${width} / ${height}`
    new ResizeObserver(() => {
      const { width: pixels } = this.#svg.getBoundingClientRect()
      if (pixels > 0) frame.unit = width / pixels
      this.#layout()
    }).observe(this.#svg)
  }

  get plan() {
    return this.#plan
  }

  /** @param {readonly Dot[]} people */
  people(people) {
    const { snapped, gridMetres } = this.#plan
    const frame = this.#frame
    this.#staff = people.filter(({ staff }) => staff).length
    this.#visitors = people.length - this.#staff
    keep(
      this.#people,
      people.filter(({ xMetres, yMetres }) => frame.holds([xMetres, yMetres], DOT)),
      ({ id, staff }) => `${id} ${staff}`,
      ({ staff }) => {
        const side = 1.8 * DOT
        const mark = staff
          ? draw('rect', { class: 'staff', x: -side / 2, y: -side / 2, width: side, height: side })
          : draw('circle', { class: 'visitor', r: DOT })
        return draw('g', { class: 'person' }, mark)
      },
      (child, dot) => {
        const [x, y] = frame.at(snapped ? spread(dot, people, gridMetres) : [dot.xMetres, dot.yMetres])
        const place = `translate(${x.toFixed(3)}px, ${y.toFixed(3)}px) scale(${frame.unit})`
        const { style } = /** @type {SVGElement} */ (child)
        if (style.transform !== place) style.transform = place
      },
    )
  }

  /** @param {State} state */
  state({ floor, sensors }) {
    this.#told = floor.zones
    for (const { id, count: people } of floor.zones) this.#zones.get(id)?.classList.toggle('busy', people > 0)
    const stateOf = new Map(sensors.map(one => [one.id, one]))
    for (const mark of this.#sensors.children) {
      const { key = '' } = /** @type {SVGElement} */ (mark).dataset
      mark.setAttribute('data-state', stateOf.get(key)?.state ?? 'awaited')
    }
    label(this.#labels, this.#plan, this.#frame, this.#told)
    const staff = this.#staff > 0 ? ` and ${this.#staff} of the staff` : ''
    const zones = floor.zones.map(({ id, count: people }) => `${id} ${people}`).join(', ')
    this.#svg.setAttribute(
      'aria-label',
      `Floor plan with ${count(this.#visitors, 'visitor')}${staff} in sight. ${zones}.`,
    )
  }

  /** @param {HeatGrid | undefined} heat */
  heat(heat) {
    this.#heat.replaceChildren()
    this.#svg.classList.toggle('heated', heat !== undefined)
    if (!heat) return
    const { columns, rows, gridMetres, xMetres, yMetres } = heat
    const [x, y] = this.#frame.at([xMetres, yMetres + rows * gridMetres])
    const size = { x, y, width: columns * gridMetres, height: rows * gridMetres }
    this.#heat.append(draw('image', { ...size, href: pictureOf(heat, isDark()), preserveAspectRatio: 'none' }))
  }

  /** @param {Plan['zones'][number]} zone */
  #zone({ id, kind, outline }) {
    const zone = draw('polygon', { class: `zone ${kind}`, points: this.#frame.points(outline) })
    this.#zones.set(id, zone)
    return zone
  }

  /** What is measured in pixels is measured anew where these are others. */
  #layout() {
    const { unit } = this.#frame
    keep(
      this.#sensors,
      this.#plan.sensors,
      ({ id }) => id,
      () =>
        draw(
          'g',
          { 'data-state': 'awaited' },
          draw('path', { class: 'sensor', d: 'M0-7 7 6H-7Z' }),
          draw('path', { class: 'cross', d: 'M-9-9 9 9M9-9-9 9' }),
        ),
      (mark, { at }) => {
        const [x, y] = this.#frame.at(at)
        mark.setAttribute('transform', `translate(${x} ${y}) scale(${unit})`)
      },
    )
    for (const one of this.#people.children) {
      const { style } = /** @type {SVGElement} */ (one)
      style.transform = style.transform.replace(/scale\(.*\)$/, `scale(${unit})`)
    }
    label(this.#labels, this.#plan, this.#frame, this.#told)
  }
}
