import { draw, keep, write } from './make.js'
import { whole } from './words.js'

/** Width of a letter, in pixels; and so many of a name are always shown. */
const LETTER = 7
const LEAST_LETTERS = 6

/** @typedef {readonly number[]} Place */
/** @typedef {import('../state.ts').State['floor']['zones'][number]} Zone */

/** Names on the plan, of zones with how many are in them and for how long.
 * @param {Element} place
 * @param {import('./plan.js').Plan} plan
 * @param {import('./frame.js').Frame} frame
 * @param {readonly Zone[]} told */
export function label(place, { zones, entrances, shelves }, frame, told) {
  const known = new Map(told.map(zone => [zone.id, zone]))
  const labels = [
    ...zones.map(({ id, outline, kind }) => ({
      id: `zone ${id}`,
      kind,
      at: corner(outline, frame),
      anchor: 'start',
      ...words(id, roomOf(outline, frame), known.get(id)),
    })),
    ...entrances.map(({ id, from, to }) => ({
      id: `entrance ${id}`,
      kind: 'way',
      at: below(from, to, frame),
      anchor: 'middle',
      ...{ name: id, told: '' },
    })),
    ...shelves.map(({ id, outline }) => ({
      id: `shelf ${id}`,
      kind: 'shelf-label',
      at: corner(outline, frame),
      anchor: 'start',
      ...words(id, roomOf(outline, frame), undefined),
    })),
  ]
  keep(
    place,
    labels,
    ({ id }) => id,
    ({ kind, anchor }) =>
      draw(
        'text',
        { class: `label ${kind}`, 'text-anchor': anchor },
        draw('tspan', { class: 'name' }),
        draw('tspan', { class: 'told', dx: 6 }),
      ),
    (child, { at: [x, y], name, told: count }) => {
      child.setAttribute('transform', `translate(${x} ${y}) scale(${frame.unit})`)
      write(child.children[0], name)
      write(child.children[1], count)
    },
  )
}

/** What there is room for: how many there are before how long, and both before the whole of the name.
 * @param {string} id @param {number} letters @param {Zone | undefined} zone */
function words(id, letters, zone) {
  const count = zone && zone.count > 0 ? String(zone.count) : ''
  const dwell = zone?.longestDwellSeconds
  const long = count === '' || dwell === undefined ? count : `${count} · ${whole(dwell)}`
  const told = id.length + long.length <= letters ? long : count
  const most = Math.max(LEAST_LETTERS, Math.floor(letters) - told.length)
  return { name: id.length <= most ? id : `${id.slice(0, most - 1)}…`, told }
}

/** Letters for which there is room beside each other. @param {readonly Place[]} outline @param {import('./frame.js').Frame} frame */
function roomOf(outline, { unit }) {
  const xs = outline.map(([x]) => x)
  return ((Math.max(...xs) - Math.min(...xs)) / unit - 16) / LETTER
}

/** Just below the upper left corner of what is around a place.
 * @param {readonly Place[]} outline @param {import('./frame.js').Frame} frame @returns {[number, number]} */
function corner(outline, frame) {
  const [x, y] = frame.at([Math.min(...outline.map(([one]) => one)), Math.max(...outline.map(([, one]) => one))])
  return [x + 5 * frame.unit, y + 15 * frame.unit]
}

/** Outside of an entrance: the shop lies to the left of it.
 * @param {Place} from @param {Place} to @param {import('./frame.js').Frame} frame @returns {[number, number]} */
function below(from, to, frame) {
  const [[x1, y1], [x2, y2]] = [frame.at(from), frame.at(to)]
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  const off = 17 * frame.unit
  return [(x1 + x2) / 2 - ((y2 - y1) / length) * off, (y1 + y2) / 2 + ((x2 - x1) / length) * off + 4 * frame.unit]
}
