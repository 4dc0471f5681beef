import { forgetEvents, showEvent, showMissed } from './events.js'
import { find, write } from './make.js'
import { showState } from './panels.js'
import { Floor } from './plan.js'
import { ask, follow } from './stream.js'
import { openTheme } from './theme.js'
import { askToken, headers, takeToken } from './token.js'
import { count, span, whole } from './words.js'

const HEAT_MS = 20_000
const MOST_HELD = 120

/** @type {Floor | undefined} */
let floor
/** When what is shown was told. */
let toldMs = 0
/** Why nothing is told, if nothing is. */
let lost = ''
let isPaused = false
/** What was told while the page was held still: of how things are the last, of what happened the latest. @type {Map<string, any>} */
const held = new Map()
/** @type {any[]} */
const happened = []
let ills = ''

takeToken()
openTheme()

find('pause').addEventListener('click', () => {
  isPaused = !isPaused
  find('pause').setAttribute('aria-pressed', String(isPaused))
  document.documentElement.dataset.paused = String(isPaused)
  if (!isPaused) {
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
    const plan = await (await ask('plan', headers())).json()
    floor = new Floor(find('plan'), plan)
    const note = find('floor-note')
    note.hidden = plan.node !== 'sensor'
    write(note, 'This machine sees for another one, which owns the journeys: its console shows who is here.')
    forgetEvents()
    void showHeat()
  },
  told(event, data) {
    toldMs = performance.now()
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

/** @param {string} event @param {any} data */
function show(event, data) {
  switch (event) {
    case 'state':
      showState(data)
      floor?.state(data)
      if (data.level === 'counts') {
        find('floor-note').hidden = false
        write(find('floor-note'), 'Under the privacy level counts nobody is shown: only how many there are.')
      }
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
  const age = whole((performance.now() - toldMs) / 1000)
  const state = lost !== '' ? 'lost' : toldMs === 0 ? 'waiting' : isPaused ? 'paused' : 'live'
  link.dataset.state = state
  document.documentElement.dataset.link = state
  write(link, { lost: 'Connection lost', waiting: 'Connecting', paused: 'Paused', live: 'Live' }[state])
  alarm.dataset.tone = state === 'lost' ? 'bad' : 'warn'
  alarm.hidden = state !== 'lost' && ills === ''
  if (state === 'lost') {
    const picture = toldMs === 0 ? 'Nothing was shown yet.' : `What is shown is ${age} old.`
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
