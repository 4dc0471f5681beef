import { forgetEvents, showEvent, showMissed } from './events.js'
import { find, write } from './make.js'
import { noteOf } from './notes.js'
import { showState } from './panels.js'
import { Floor } from './plan.js'
import { ask, follow } from './stream.js'
import { openTheme } from './theme.js'
import { askToken, headers, takeToken } from './token.js'
import { clock, count, span, whole } from './words.js'

const HEAT_MS = 20_000
const MOST_HELD = 120

/** @typedef {import('./plan.js').Plan} Plan */

/** @type {Floor | undefined} */
let floor
/** That of an agent that came back while the page was held still. @type {Plan | undefined} */
let renewed
/** When what is shown was told, by the clock that is never set, and by the one on the wall. */
let toldMs = 0
let toldAt = ''
/** Why nothing is told, if nothing is. */
let lost = ''
let isPaused = false
/** What was told while the page was held still: of how things are the last, of what happened the latest. @type {Map<string, any>} */
const held = new Map()
/** @type {any[]} */
const happened = []
let ills = ''

takeToken()
openTheme(() => void showHeat())

find('pause').addEventListener('click', () => {
  isPaused = !isPaused
  find('pause').setAttribute('aria-pressed', String(isPaused))
  document.documentElement.dataset.paused = String(isPaused)
  if (!isPaused) {
    if (renewed) begin(renewed)
    for (const [event, data] of held) show(event, data)
    for (const data of happened.splice(0)) show('event', data)
    held.clear()
  }
  showLink()
})

const heatSwitch = find('heat-switch')
heatSwitch.addEventListener('click', () => {
  heatSwitch.setAttribute('aria-pressed', String(heatSwitch.getAttribute('aria-pressed') !== 'true'))
  void showHeat()
})
setInterval(() => void showHeat(), HEAT_MS)
setInterval(showLink, 500)

await follow({
  headers,
  async opened() {
    /** @type {Plan} */
    const plan = await (await ask('plan', headers())).json()
    if (!isPaused) return begin(plan)
    renewed = plan
    // The agent tells the last ones again.
    happened.length = 0
  },
  told(event, data) {
    toldMs = performance.now()
    toldAt = new Date().toISOString()
    lost = ''
    if (!isPaused) show(event, data)
    else if (event !== 'event') held.set(event, data)
    else if (happened.push(data) > MOST_HELD) happened.shift()
    if (event === 'state') watch(data)
  },
  lost(why) {
    lost = why
    showLink()
  },
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
  ills = ill.join('; ')
  showLink()
}

/** Whether what is shown is so, and how old it is. */
function showLink() {
  const link = find('link')
  const alarm = find('alarm')
  const state = lost !== '' ? 'lost' : toldMs === 0 ? 'waiting' : isPaused ? 'paused' : 'live'
  link.dataset.state = state
  document.documentElement.dataset.link = state
  const lostFor = toldMs === 0 ? '' : ` for ${whole((performance.now() - toldMs) / 1000)}`
  write(link, { lost: `Connection lost${lostFor}`, waiting: 'Connecting', paused: 'Paused', live: 'Live' }[state])
  alarm.dataset.tone = state === 'lost' ? 'bad' : 'warn'
  alarm.hidden = state !== 'lost' && ills === ''
  if (state === 'lost') {
    // It is read aloud whenever it changes, so it does not count seconds.
    const picture = toldAt === '' ? 'Nothing was shown yet.' : `What is shown was so at ${clock(toldAt)}.`
    write(alarm, `Connection lost. ${picture} ${lost} It is tried again.`)
  } else if (ills !== '') write(alarm, `${ills[0].toUpperCase()}${ills.slice(1)}.`)
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
