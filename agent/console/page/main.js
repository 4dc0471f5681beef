import { forgetEvents, showEvent, showMissed } from './events.js'
import { openPages } from './header.js'
import { Link } from './link.js'
import { find, write } from './make.js'
import { noteOf } from './notes.js'
import { showState } from './panels.js'
import { Floor } from './plan.js'
import { ask, follow } from './stream.js'
import { openTheme } from './theme.js'
import { askToken, headers, takeToken } from './token.js'
import { count, span } from './words.js'

const HEAT_MS = 20_000
const MOST_HELD = 120

/** @typedef {import('./plan.js').Plan} Plan */

/** @type {Floor | undefined} */
let floor
/** That of an agent that came back while the page was held still. @type {Plan | undefined} */
let renewed
/** What was told while the page was held still: of how things are the last, of what happened the latest. @type {Map<string, any>} */
const held = new Map()
/** @type {any[]} */
const happened = []
const link = new Link()

takeToken()
openPages('index.html')
openTheme(() => void showHeat())

find('pause').addEventListener('click', () => {
  link.isPaused = !link.isPaused
  const { isPaused } = link
  find('pause').setAttribute('aria-pressed', String(isPaused))
  document.documentElement.dataset.paused = String(isPaused)
  if (!isPaused) {
    if (renewed) begin(renewed)
    for (const [event, data] of held) show(event, data)
    for (const data of happened.splice(0)) show('event', data)
    held.clear()
  }
  link.show()
})

const heatSwitch = find('heat-switch')
heatSwitch.addEventListener('click', () => {
  heatSwitch.setAttribute('aria-pressed', String(heatSwitch.getAttribute('aria-pressed') !== 'true'))
  void showHeat()
})
setInterval(() => void showHeat(), HEAT_MS)

await follow({
  path: 'stream',
  headers,
  async opened() {
    /** @type {Plan} */
    const plan = await (await ask('plan', headers())).json()
    if (!link.isPaused) return begin(plan)
    renewed = plan
    // The agent tells the last ones again.
    happened.length = 0
  },
  told(event, data) {
    link.told()
    if (!link.isPaused) show(event, data)
    else if (event !== 'event') held.set(event, data)
    else if (happened.push(data) > MOST_HELD) happened.shift()
    if (event === 'state') watch(data)
  },
  lost: why => link.lose(why),
  unknown: askToken,
})

/** Draws the shop anew. @param {Plan} plan */
function begin(plan) {
  renewed = undefined
  floor = new Floor(find('plan'), plan)
  forgetEvents()
  void showHeat()
}

/** @param {string} event @param {any} data */
function show(event, data) {
  switch (event) {
    case 'state':
      showState(data)
      floor?.state(data)
      if (floor) showNote(noteOf(floor.plan, data.level))
      return
    case 'people':
      floor?.people(data)
      return
    case 'event':
      showEvent(data)
      return
    case 'missed':
      showMissed(data.count)
  }
}

/** @param {string} note */
function showNote(note) {
  find('floor-note').hidden = note === ''
  write(find('floor-note'), note)
}

/** Says aloud what ails, once, when it begins or ends. @param {import('../state.ts').State} state */
function watch({ sensors, broker }) {
  const ill = sensors
    .filter(({ state }) => state === 'failed' || state === 'degraded')
    .map(({ id, state }) => `the sensor ${id} ${state === 'failed' ? 'has failed' : 'is degraded'}`)
  if (broker && !broker.online) ill.push('the broker is out of reach')
  link.ills = ill.join('; ')
  link.show()
}

async function showHeat() {
  const isOn = heatSwitch.getAttribute('aria-pressed') === 'true'
  find('heat-key').hidden = !isOn
  if (!isOn || !floor) return floor?.heat(undefined)
  /** @type {import('../state.ts').HeatGrid | null | undefined} */
  const heat = await ask('heat', headers())
    .then(response => response.json())
    .catch(() => undefined)
  if (heat === undefined) return
  floor.heat(heat ?? undefined)
  const most = heat ? Math.max(...heat.seconds) : 0
  const blank =
    heat && heat.withheld > 0 ? `; ${count(heat.withheld, 'square')} visited by fewer than ${heat.k} stay blank` : ''
  const words = most > 0 ? `Today, up to ${span(most)} in a square${blank}` : `Nothing to show yet${blank}`
  write(find('heat-words'), heat ? words : 'No heat map is kept')
}
