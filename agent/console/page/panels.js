import { showShop } from './header.js'
import { find, keep, make, write } from './make.js'
import { count, delay, short, size, span, whole } from './words.js'

/** How the agent is, in words and figures beside the plan. */

/** @typedef {import('../state.ts').State} State */
/** @typedef {import('../state.ts').SensorState} Sensor */
/** @typedef {readonly [name: string, value: string, tone?: string, share?: number]} Figure */

const KIND = {
  camera: 'camera',
  depth: 'depth camera',
  'face-depth': 'depth camera for faces',
  wifi: 'Wi-Fi',
  scanner: 'scanner',
}
const WORD = { awaited: 'awaited', well: 'well', degraded: 'degraded', failed: 'failed', ended: 'ended' }
/** What was lost so long ago is no alarm any more. */
const RECENT_SECONDS = 3600
/** By shape, not by colour alone. */
const SIGN = { awaited: '…', well: '✓', degraded: '!', failed: '✕', ended: '■' }

/** @param {State} state */
export function showState(state) {
  now(state)
  sensors(state.sensors)
  delivery(state)
  load(state)
  showShop(state.store, state.simulated)
  const { configuration } = state
  const trial = configuration?.state === 'trial' ? ' · a configuration is on trial' : ''
  const returned = configuration?.returned ? ` · what was put in force did not hold: ${configuration.returned.why}` : ''
  write(
    find('about'),
    `Aisle ${state.version} · up for ${whole(state.uptimeSeconds)} · epoch ${state.epoch} · privacy level ${state.level}${trial}${returned}`,
  )
}

/** @param {State} state */
function now({ floor, level }) {
  figures(find('now'), [
    floor.count === undefined ? ['In the shop', 'not known'] : ['In the shop', String(floor.count), 'large'],
  ])
  const zones = find('zones')
  zones.hidden = floor.zones.length === 0
  keep(
    /** @type {Element} */ (zones.querySelector('tbody')),
    floor.zones,
    ({ id }) => id,
    ({ id }) =>
      make(
        'tr',
        {},
        make('th', { scope: 'row' }, id),
        make('td', { class: 'number' }),
        make('td', { class: 'number' }),
      ),
    (row, { count: people, longestDwellSeconds }) => {
      write(row.children[1], String(people))
      write(
        row.children[2],
        longestDwellSeconds === undefined ? (level === 'counts' ? 'not told' : '–') : whole(longestDwellSeconds),
      )
    },
  )
  keep(
    find('queues'),
    floor.queues,
    ({ id }) => id,
    ({ id }) => make('p', {}, make('strong', {}, `Queue ${id}`), make('span'), make('small')),
    (line, { length, waitSeconds }) => {
      write(line.children[1], length === 0 ? 'nobody waits' : `${count(length, 'person', 'people')} in line`)
      write(
        line.children[2],
        waitSeconds
          ? `who joins now waits ${whole(waitSeconds.estimate)} (${whole(waitSeconds.low)} to ${whole(waitSeconds.high)})`
          : length > 0
            ? 'how long it takes is not known yet'
            : '',
      )
    },
  )
}

/** @param {readonly Sensor[]} all */
function sensors(all) {
  keep(
    find('sensors'),
    all,
    ({ id }) => id,
    ({ id, kind }) =>
      make(
        'li',
        {},
        make('span', { class: 'sign', 'aria-hidden': 'true' }),
        make('span', { class: 'who' }, make('strong', {}, id), ' ', make('small', {}, KIND[kind])),
        make('span', { class: 'state' }),
        make('span', { class: 'age' }),
        make('span', { class: 'more' }),
        make('span', { class: 'cause' }),
      ),
    (row, sensor) => {
      const [sign, , state, age, more, cause] = row.children
      row.setAttribute('data-state', sensor.state)
      write(sign, SIGN[sensor.state])
      const since = sensor.sinceSeconds === undefined ? '' : ` for ${whole(sensor.sinceSeconds)}`
      write(state, `${WORD[sensor.state]}${since}`)
      write(
        age,
        sensor.ageSeconds === undefined
          ? 'nothing yet'
          : sensor.ageSeconds < 0.95
            ? 'last just now'
            : `last ${span(sensor.ageSeconds)} ago`,
      )
      write(more, rates(sensor))
      write(cause, sensor.cause ?? '')
    },
  )
}

/** @param {Sensor} sensor */
function rates({ perSecond, droppedPerSecond, delivered, latencyMs, waiting }) {
  if (delivered === 0 && perSecond === 0) return ''
  return [
    `${short(perSecond)}/s`,
    ...(droppedPerSecond > 0 ? [`${short(droppedPerSecond)}/s dropped`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(latencyMs ? [`${delay(latencyMs.p50)} (99 %: ${delay(latencyMs.p99)})`] : []),
  ].join(' · ')
}

/** @param {State} state */
function delivery({ broker, outbox }) {
  const line = find('broker')
  line.dataset.state = broker ? (broker.online ? 'well' : 'failed') : 'awaited'
  const how = broker?.online ? 'is connected' : `is out of reach${broker?.why ? `: ${broker.why}` : ''}`
  write(line, broker ? `Broker ${broker.url} ${how}` : 'No broker: events go nowhere')
  const { waiting, dropped, droppedSeconds, oldestSeconds, usedMegabytes, publishedPerSecond, acknowledgedSeconds } =
    outbox
  figures(find('outbox'), [
    ['Waiting', short(waiting), waiting > 1000 ? 'warn' : ''],
    ['Oldest', oldestSeconds === undefined ? '–' : whole(oldestSeconds), (oldestSeconds ?? 0) > 60 ? 'warn' : ''],
    ['Delivered', `${short(publishedPerSecond)}/s`],
    ['Last taken', acknowledgedSeconds === undefined ? '–' : `${span(acknowledgedSeconds)} ago`],
    // What was lost long ago is known; that it goes on is what is wrong.
    ['Lost for good', short(dropped), (droppedSeconds ?? Infinity) < RECENT_SECONDS ? 'bad' : ''],
    ['On the disk', usedMegabytes === undefined ? '–' : size(usedMegabytes)],
  ])
}

/** @param {State} state */
function load({ process, shed }) {
  const { cpuShare, residentMegabytes, loopDelayMs, heapMegabytes } = process
  figures(find('load'), [
    ['CPU, of one core', `${Math.round(100 * cpuShare)} %`, cpuShare > 0.9 ? 'warn' : '', Math.min(1, cpuShare)],
    ['Memory', size(residentMegabytes)],
    ['JavaScript heap', size(heapMegabytes)],
    ['Event loop, 99 %', `${Math.round(loopDelayMs.p99)} ms`, loopDelayMs.p99 > 250 ? 'warn' : ''],
  ])
  write(
    find('shed'),
    shed.length === 0 ? 'Nothing is left out to save power.' : `Left out to keep to the budget: ${shed.join(', ')}.`,
  )
}

/** @param {Element} list @param {readonly Figure[]} all */
function figures(list, all) {
  keep(
    list,
    all,
    ([name]) => name,
    ([name, , , share]) => {
      const made = make('div', {}, make('dt', {}, name), make('dd'))
      if (share !== undefined) made.append(make('meter', { min: 0, max: 1, high: 0.9, 'aria-hidden': 'true' }))
      return made
    },
    (child, [, value, tone = '', share]) => {
      child.setAttribute('class', tone)
      write(child.children[1], value)
      if (share !== undefined) /** @type {HTMLMeterElement} */ (child.children[2]).value = share
    },
  )
}
