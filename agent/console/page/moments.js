import { card, keyOf, named, put, row, showAgo, showLeft } from './cards.js'
import { openPages, showShop } from './header.js'
import { Link } from './link.js'
import { find, write } from './make.js'
import { places } from './places.js'
import { Outbox } from './pressed.js'
import { say } from './saying.js'
import { ask, follow } from './stream.js'
import { openTheme } from './theme.js'
import { askToken, headers, takeToken } from './token.js'
import { count } from './words.js'

/** So many that are over may be told of, and for so long: whoever went to somebody comes back some minutes later. */
const MOST_PAST = 4
const PAST_MS = 15 * 60_000
/** Over this many the oldest that this tablet has done with are forgotten. */
const MOST_GONE = 200
const GONE = 'gone'
/** What was not taken is sent again so soon. */
const AGAIN_MS = 2000

/** @typedef {import('../moments.ts').Shown} Shown */
/** @typedef {import('./cards.js').Moment} Moment */

/** Why nobody is shown. */
const NOBODY = {
  advise: 'Nobody just now. Whoever may be glad of help appears here.',
  shadow: 'Moments are only written down so far, and shown to nobody: moments.mode of the configuration is shadow.',
  counts: 'Under the privacy level counts nobody is judged.',
  elsewhere: 'This machine sees for another one, which owns the journeys: its console shows moments.',
  off: 'No moments are judged here: the configuration has no section called moments.',
}

const AWAY = 'Who may be glad of help is not known while the agent is away.'

/** What was told last, and when, by the clock that is never set. @type {Shown | undefined} */
let told
let toldMs = 0
/** Whoever is shown, place by place. @type {(string | undefined)[]} */
let open = []
/** @type {(string | undefined)[]} */
let past = []
/** Moments that were shown and are over, with when they ended by the clock that is never set. @type {Map<string, { moment: Moment, endedMs: number }>} */
const over = new Map()
/** Of those that are shown. @type {Map<string, Moment>} */
const shown = new Map()
/** What was answered here, or left to others. */
const gone = new Set(keptGone())
let triedMs = Number.NEGATIVE_INFINITY

const link = new Link()
const outbox = new Outbox(pressed => say(pressed, headers()), showWaiting, showRefused)

takeToken()
openPages('moments.html')
openTheme(() => {})
showWaiting()
setInterval(show, 500)

await follow({
  path: 'moments/stream',
  headers,
  async opened() {
    /** @type {import('./plan.js').Plan} */
    const plan = await (await ask('plan', headers())).json()
    showShop(plan.store, plan.simulated)
  },
  told(event, data) {
    link.told()
    if (event !== 'moments') return
    told = data
    toldMs = performance.now()
    show()
    if (outbox.waiting === 0 || toldMs - triedMs < AGAIN_MS) return
    triedMs = toldMs
    void outbox.flush()
  },
  lost: why => link.lose(why),
  unknown: askToken,
})

/** The time by the clock of the agent, ms: that of the tablet may be wrong. @param {Shown} last */
function agentMs({ at }) {
  return Date.parse(at) + performance.now() - toldMs
}

function show() {
  if (!told) return
  const nowMs = agentMs(told)
  const still = told.moments.filter(one => !gone.has(keyOf(one)) && Date.parse(one.validUntil) > nowMs)
  const byKey = new Map(still.map(one => [keyOf(one), one]))
  const were = open
  open = places(were, [...byKey.keys()], told.atOnce)
  for (const key of were) if (key !== undefined && !byKey.has(key)) end(key)
  for (const key of open) if (key !== undefined) shown.set(key, /** @type {Moment} */ (byKey.get(key)))
  put(
    find('open'),
    open.map(key => (key === undefined ? undefined : byKey.get(key))),
    moment => card(moment, pressed),
    (place, { openedAt, validUntil }) => {
      const untilMs = Date.parse(validUntil)
      showLeft(place, (untilMs - nowMs) / 1000, (untilMs - Date.parse(openedAt)) / 1000)
    },
  )
  announce(open.filter(key => key !== undefined && !were.includes(key)))
  find('nobody').hidden = open.length > 0
  write(find('nobody'), link.isLost ? AWAY : NOBODY[told.showing])
  const more = still.length - open.filter(Boolean).length + told.more
  find('more').hidden = more <= 0
  write(find('more'), `${count(more, 'more moment')} after these`)
  showPast()
}

/** What was shown is over; whoever went there may still say what became of it. @param {string} key */
function end(key) {
  const moment = shown.get(key)
  shown.delete(key)
  if (moment && !gone.has(key)) over.set(key, { moment, endedMs: performance.now() })
}

function showPast() {
  const nowMs = performance.now()
  for (const [key, { endedMs }] of over) if (nowMs - endedMs > PAST_MS) over.delete(key)
  past = places(past, [...over.keys()].reverse().slice(0, MOST_PAST), MOST_PAST)
  find('earlier').hidden = past.length === 0
  put(
    find('past'),
    past.map(key => (key === undefined ? undefined : over.get(key)?.moment)),
    moment => row(moment, pressed),
    (place, moment) => showAgo(place, (nowMs - (over.get(keyOf(moment))?.endedMs ?? nowMs)) / 1000),
  )
}

/** @param {import('./cards.js').Press} press @param {Moment} moment */
function pressed(press, moment) {
  const { visit, touchpoint, openedAt } = moment
  find('refused').hidden = true
  const section = document.activeElement?.closest('section')
  leave(keyOf(moment))
  if (press !== 'leave') outbox.press({ visit, touchpoint, outcome: press, from: openedAt })
  const words = { helped: 'Done', declined: 'Declined', leave: 'Left to others' }
  write(find('news'), `${words[press]}: ${named(touchpoint)}.`)
  show()
  // What was pressed is gone: whoever goes on by keyboard goes on beside it.
  if (section && document.activeElement === document.body)
    /** @type {HTMLElement} */ (section.querySelector('button') ?? section).focus()
}

/** This tablet has done with it. @param {string} key */
function leave(key) {
  gone.add(key)
  over.delete(key)
  for (const oldest of gone) {
    if (gone.size <= MOST_GONE) break
    gone.delete(oldest)
  }
  sessionStorage.setItem(GONE, JSON.stringify([...gone]))
}

/** @returns {string[]} */
function keptGone() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(GONE) ?? '[]')
    return Array.isArray(kept) ? kept : []
  } catch {
    return []
  }
}

/** Says aloud who has come. @param {readonly (string | undefined)[]} keys */
function announce(keys) {
  const names = keys.map(key => named(/** @type {Moment} */ (shown.get(/** @type {string} */ (key))).touchpoint))
  if (names.length > 0) write(find('news'), `Now: ${names.join(', ')}.`)
}

function showWaiting() {
  const { waiting } = outbox
  find('waiting').hidden = waiting === 0
  write(
    find('waiting'),
    `${count(waiting, 'answer')} ${waiting === 1 ? 'waits' : 'wait'} for the agent, and ${waiting === 1 ? 'is' : 'are'} sent when it is there.`,
  )
}

/** @param {string} why */
function showRefused(why) {
  find('refused').hidden = false
  write(find('refused'), `What was pressed was not taken. ${why}`)
}
