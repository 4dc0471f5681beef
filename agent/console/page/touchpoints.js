import { openPages, showShop } from './header.js'
import { draw, find, make, write } from './make.js'
import { QUADRANTS, SHORT, scatter, shape } from './scatter.js'
import { ask, Unknown } from './stream.js'
import { percent, range, showFigures } from './table.js'
import { openTheme } from './theme.js'
import { askToken, headers, takeToken } from './token.js'

/** @typedef {import('../../moments/map/shape.ts').TouchpointMap} Map */

const AGAIN_MS = 60_000
const AGAIN_LOST_MS = 5000
/** Drawing the map of a large shop takes the agent its time. */
const PATIENCE_MS = 30_000

const STEPS = {
  passes: 'came by or in',
  visits: 'came in',
  engaged: 'took notice of something',
  queued: 'queued',
  bought: 'bought',
}

/** @type {Map | undefined} */
let map
let isShown = false
let late = 0
/** What is asked for last is shown, whichever is answered last. */
let asked = 0

takeToken()
openPages('touchpoints.html')
openTheme(() => {})
const select = (/** @type {string} */ id) => /** @type {HTMLSelectElement} */ (find(id))
for (const id of ['day', 'days']) select(id).addEventListener('change', () => void look())
select('by').addEventListener('change', () => map && showFigures(find('figures'), map, select('by').value))
for (const quadrant of /** @type {const} */ (['carry', 'ease', 'leave', 'cut']))
  find('marks').append(
    make(
      'li',
      {},
      draw('svg', { class: 'key', viewBox: '-10 -10 20 20', 'aria-hidden': 'true' }, shape(quadrant)),
      `${SHORT[quadrant]}: ${QUADRANTS[quadrant]}`,
    ),
  )
new ResizeObserver(() => drawMap()).observe(find('scatter'))
const wide = new ResizeObserver(() => {
  const { scrollWidth, clientWidth } = find('scroll')
  find('aside').hidden = scrollWidth <= clientWidth
})
for (const id of ['scroll', 'figures']) wide.observe(find(id))
await look()

/** Asks for the map, shows it, and does so again after a while. */
async function look() {
  clearTimeout(late)
  const number = ++asked
  let answers
  try {
    answers = await Promise.all([get('state'), get(path())])
  } catch (thrown) {
    if (number !== asked) return
    if (thrown instanceof Unknown) {
      await askToken()
      return look()
    }
    alarm(`${isShown ? 'What is shown is of before. ' : ''}${whyOf(thrown)} It is tried again.`)
  }
  if (number !== asked) return
  if (answers) tell(...answers)
  late = window.setTimeout(() => void look(), answers ? AGAIN_MS : AGAIN_LOST_MS)
}

/** @param {{ store: any, simulated: boolean }} state @param {Map | { none: string }} told */
function tell({ store, simulated }, told) {
  try {
    showShop(store, simulated)
    show(told)
    isShown = true
    find('alarm').hidden = true
  } catch (thrown) {
    // What it says is for whoever mends it, not for staff.
    console.error(thrown)
    alarm('Not all of the map can be shown. This is a fault in Aisle; please report it.')
  }
}

/** @param {string} words */
function alarm(words) {
  const at = find('alarm')
  at.dataset.tone = 'bad'
  at.hidden = false
  write(at, words)
}

/** Why nothing was told. @param {unknown} thrown */
function whyOf(thrown) {
  if (thrown instanceof TypeError) return 'The agent does not answer.'
  if (thrown instanceof DOMException) return 'The agent takes too long to answer.'
  return String(thrown)
    .replace(/^\w*Error: /, '')
    .replace(/[^.]$/, '$&.')
}

/** @param {string} what */
async function get(what) {
  return (await ask(what, headers(), AbortSignal.timeout(PATIENCE_MS))).json()
}

function path() {
  const [day, days] = [select('day').value, select('days').value]
  return `touchpoints/${day === '' ? '' : `${day}-`}${days}`
}

/** @param {Map | { none: string }} told */
function show(told) {
  if ('none' in told) {
    map = undefined
    showLacks(`There is no map: ${told.none}.`)
    for (const id of ['scatter', 'counsel', 'funnel', 'waits', 'ways']) find(id).replaceChildren()
    write(find('period'), '')
    find('marks').hidden = true
    return
  }
  map = told
  const { day, from, days, visits, weeks, below, lacks } = told
  const against =
    weeks === 0 ? '' : `; trends against the ${weeks === 1 ? 'period' : `${weeks} periods`} of that length before`
  write(
    find('period'),
    `${days === 1 ? day : `${from} to ${day}`}, ${visits === 0 ? few(below) : `at least ${visits}`} visits${against}`,
  )
  showDays(told)
  showLacks(lacks)
  drawMap()
  showCounsel(told)
  showFunnel(told)
  showWaits(told)
  showFigures(find('figures'), told, select('by').value)
  write(
    find('withheld'),
    `Nothing is told of fewer than ${below} visits, counts are multiples of ${below}, and shares are of such counts. Small figures: between what it lies at 95 %.`,
  )
}

/** What is not told of a count. @param {number} below */
function few(below) {
  return `fewer than ${below}`
}

/** @param {string | undefined} words */
function showLacks(words) {
  find('lacks').hidden = words === undefined
  write(find('lacks'), words ?? '')
}

/** @param {Map} map */
function showDays({ kept, day }) {
  const list = select('day')
  const known = [...list.options].map(option => option.value)
  const days = kept.toReversed()
  if (known.join() === days.join()) return
  const [chosen, newest] = [list.value, known[0]]
  list.replaceChildren(...days.map(one => make('option', { value: one }, one)))
  // Who looks at the newest goes on to do so.
  list.value = chosen !== newest && days.includes(chosen) ? chosen : newest === undefined ? day : days[0]
}

function drawMap() {
  const room = find('scatter')
  if (!map || room.clientWidth === 0) return
  const svg = scatter(map, room.clientWidth, wordsOf, lookAt)
  const { activeElement } = document
  const focused = activeElement instanceof SVGElement ? activeElement.dataset.of : undefined
  room.replaceChildren(...(svg ? [svg] : []))
  find('marks').hidden = !svg
  if (focused !== undefined) /** @type {SVGElement | null} */ (room.querySelector(`[data-of="${focused}"]`))?.focus()
  if (focused === undefined) lookAt(undefined)
}

/** @param {import('./scatter.js').Placed} row */
function wordsOf({ id, value, effortSeconds, quadrant, isSure, reach }) {
  const met = reach ? `; ${percent(reach)} of visits meet it` : ''
  const what = isSure ? upper(QUADRANTS[quadrant]) : `Not sure yet: ${QUADRANTS[quadrant]}`
  return `${id}: ${value.value} purchases in a hundred visits (${range(value)}), ${effortSeconds.value} s of effort (${range(effortSeconds)})${met}. ${what}.`
}

/** @param {string} words */
function upper(words) {
  return words[0].toUpperCase() + words.slice(1)
}

/** @param {import('./scatter.js').Placed | undefined} row */
function lookAt(row) {
  write(find('about'), row ? wordsOf(row) : 'Point at a touchpoint, or go to it with Tab, for its figures.')
  find('about').hidden = find('scatter').childElementCount === 0
  for (const line of document.querySelectorAll('#figures tbody tr'))
    line.classList.toggle('marked', /** @type {HTMLElement} */ (line).dataset.of === row?.id)
}

/** @param {Map} map */
function showCounsel({ counsel }) {
  const none = make('li', { class: 'none' }, 'Nothing that the numbers would bear out yet.')
  const said = counsel.map(({ do: what, sentence }) => make('li', {}, make('b', {}, what), sentence))
  find('counsel').replaceChildren(...(said.length > 0 ? said : [none]))
}

/** @param {Map} map */
function showFunnel({ funnel, below }) {
  const most = Math.max(1, ...funnel.map(({ count }) => count))
  find('funnel').replaceChildren(
    ...funnel.map(({ name, count, ofBefore }) =>
      make(
        'li',
        {},
        make('span', {}, STEPS[name]),
        make('b', {}, count === 0 ? few(below) : `${count}`),
        draw(
          'svg',
          { class: 'bar', viewBox: '0 0 100 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
          draw('rect', { width: (100 * count) / most, height: 1 }),
        ),
        ...(ofBefore ? [make('small', {}, `${percent(ofBefore)} of the step before`)] : []),
      ),
    ),
  )
}

/** @param {Map} map */
function showWaits({ bottlenecks, ways, below }) {
  const nobody = make('li', { class: 'none' }, 'Nobody was seen waiting, or too few.')
  const waits = bottlenecks.map(({ touchpoint, visits, waitSeconds, gaveUp }) =>
    make(
      'li',
      {},
      make('b', {}, touchpoint),
      make('span', {}, `${waitSeconds.value} s (${range(waitSeconds)})`),
      make('small', {}, `${visits} or more waited${gaveUp ? `; ${percent(gaveUp)} of them did not buy` : ''}`),
    ),
  )
  find('waits').replaceChildren(...(waits.length > 0 ? waits : [nobody]))
  const none = make('li', { class: 'none' }, `None was taken by ${below} visits or more.`)
  const taken = ways.map(way =>
    make('li', {}, make('span', {}, way.touchpoints.join(' → ')), make('b', {}, String(way.visits))),
  )
  find('ways').replaceChildren(...(taken.length > 0 ? taken : [none]))
}
