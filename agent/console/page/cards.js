import { make, write } from './make.js'
import { whole } from './words.js'

/** A finger that was meant for what stood there before does not press what has just come. */
const COMING_MS = 700

/** @typedef {import('../moments.ts').Shown['moments'][number]} Moment */
/** @typedef {'helped' | 'declined' | 'leave'} Press */

const BUTTONS = /** @type {const} */ ([
  ['helped', 'Done', 'done'],
  ['declined', 'Declined', 'declined'],
  ['leave', 'Not me', 'leave'],
])

/** The name of a moment. @param {Moment} moment */
export const keyOf = ({ visit, openedAt }) => `${visit} ${openedAt}`

/**
 * Puts a moment into each place of a list: made once, and then only brought up to date. Nothing that stays is moved, so that it keeps the
 * focus.
 * @param {Element} list
 * @param {readonly (Moment | undefined)[]} moments
 * @param {(moment: Moment) => Element} create
 * @param {(place: Element, moment: Moment) => void} update
 */
export function put(list, moments, create, update) {
  moments.forEach((moment, i) => {
    const place = /** @type {HTMLElement} */ (list.children[i] ?? list.appendChild(make('li')))
    const key = moment ? keyOf(moment) : ''
    if (place.dataset.key !== key) {
      place.dataset.key = key
      place.className = moment ? 'moment' : 'free'
      place.replaceChildren(moment ? create(moment) : 'Nobody here just now')
    }
    if (moment) update(place, moment)
  })
  while (list.children.length > moments.length) list.lastElementChild?.remove()
}

/** @param {Moment} moment @param {(press: Press, moment: Moment) => void} pressed */
export function card(moment, pressed) {
  const { touchpoint, probability, reasons } = moment
  return make(
    'article',
    { 'aria-label': `At ${named(touchpoint)}` },
    make('h3', {}, named(touchpoint)),
    make('p', { class: 'left' }, make('span'), make('meter', { min: 0, max: 1, 'aria-hidden': 'true' })),
    make('p', { class: 'likely' }, `Likely to welcome it: ${Math.round(100 * probability)} %`),
    make('ul', { class: 'reasons', 'aria-label': 'Reasons' }, ...reasons.map(reason => make('li', {}, reason))),
    buttons(moment, pressed),
  )
}

/** Of one that is over. @param {Moment} moment @param {(press: Press, moment: Moment) => void} pressed */
export function row(moment, pressed) {
  const name = named(moment.touchpoint)
  return make(
    'article',
    { 'aria-label': `Earlier at ${name}` },
    make('h3', {}, name),
    make('p', { class: 'ago' }),
    buttons(moment, pressed),
  )
}

/** @param {Element} place @param {number} leftSeconds @param {number} wholeSeconds */
export function showLeft(place, leftSeconds, wholeSeconds) {
  const words = /** @type {Element} */ (place.querySelector('.left span'))
  const bar = /** @type {HTMLMeterElement} */ (place.querySelector('.left meter'))
  write(words, `${Math.max(0, Math.ceil(leftSeconds))} s left`)
  bar.value = Math.max(0, Math.min(1, leftSeconds / wholeSeconds))
}

/** @param {Element} place @param {number} seconds */
export function showAgo(place, seconds) {
  const words = seconds < 60 ? 'less than a minute ago' : `${whole(60 * Math.floor(seconds / 60))} ago`
  write(/** @type {Element} */ (place.querySelector('.ago')), words)
}

/** `wall-shelf` as people say it. @param {string} touchpoint */
export function named(touchpoint) {
  return touchpoint[0].toUpperCase() + touchpoint.slice(1).replaceAll('-', ' ')
}

/** @param {Moment} moment @param {(press: Press, moment: Moment) => void} pressed */
function buttons(moment, pressed) {
  const cameMs = performance.now()
  const made = make('div', { class: 'answers' })
  for (const [press, word, kind] of BUTTONS) {
    const button = make(
      'button',
      { type: 'button', class: kind, 'aria-label': `${word}: ${named(moment.touchpoint)}` },
      word,
    )
    button.addEventListener('click', event => {
      // Of a keyboard, or of what reads aloud, the focus says what is meant.
      if (event.detail > 0 && performance.now() - cameMs < COMING_MS) return
      pressed(press, moment)
    })
    made.append(button)
  }
  return made
}
