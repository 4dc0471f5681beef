import { find, make } from './make.js'
import { clock, details } from './words.js'

/** So many are kept on the page. */
const MOST = 120

/** @typedef {{ at: string, name: string, sentence: string }} Told */

/** Something has happened. @param {Told} told */
export function showEvent({ at, name, sentence }) {
  const [family] = name.split('.')
  const row = make(
    'li',
    { 'data-family': family },
    make('time', { datetime: at }, clock(at)),
    make('b', {}, name),
    make('span', {}, details(sentence, name)),
  )
  const list = family === 'moment' ? /** @type {Element} */ (find('moments').querySelector('ol')) : find('events')
  if (family === 'moment') find('moments').hidden = false
  add(list, row)
}

/** What we were too slow for. @param {number} count */
export function showMissed(count) {
  add(find('events'), make('li', { class: 'missed' }, `${count} more that this browser was too slow for`))
}

/** The agent tells the last ones again to whoever comes. */
export function forgetEvents() {
  find('events').replaceChildren()
}

/** @param {Element} list @param {Element} row */
function add(list, row) {
  list.prepend(row)
  if (list.children.length > MOST) list.lastElementChild?.remove()
}
