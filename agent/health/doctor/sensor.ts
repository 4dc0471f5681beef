import type { Ms } from '../../../config/units.ts'
import { advised } from './advice.ts'
import { doubtful, type Found, failed, passed, type Step } from './hop.ts'
import type { Watched } from './watch.ts'

/** Pictures that arrive older than this are old: somebody acts on what is over. */
const OLD_MS: Ms = 2000
/** One that was silent for longer than this at the end, and for longer than so many of its usual intervals, has frozen. */
const QUIET_MS: Ms = 1500
const QUIET_INTERVALS = 5

/** What a kind of sensor is held to. */
export interface Held {
  readonly id: string
  /** What it delivers: `picture`, `packet`, `code`. */
  readonly item: string
  /** Whether something must come all the time. */
  readonly isSteady: boolean
  /** A recording may be over before it was watched to the end. */
  readonly isRecording: boolean
  readonly patienceMs: Ms
  /** Whether people are looked for. */
  readonly looks: boolean
}

/** The hops from opening a sensor to people on the floor, as they came out when it was watched. */
export function sensed(held: Held, watching: () => Promise<Watched>): Step[] {
  let begun: Promise<Watched> | undefined
  const watched = () => (begun ??= watching())
  const next = `Look into the log of the agent for ${held.id}.`
  return [
    { hop: 'login', next, run: async () => letIn(held, await watched()) },
    { hop: `first ${held.item}`, next, run: async () => first(held, await watched()) },
    ...(held.isSteady ? [{ hop: `${held.item}s`, next, run: async () => steady(held, await watched()) }] : []),
    ...(held.looks
      ? [
          { hop: 'detection', next, run: async () => detected(await watched()) },
          { hop: 'floor', next, run: async () => floored(held, await watched()) },
        ]
      : []),
  ]
}

/** It lets us in: one that does not says so, in whatever words. */
export function letIn({ id }: Held, { lost, isOpen }: Watched): Found {
  if (lost?.code === 'TOOL_MISSING')
    return failed(advised(lost.why).what, advised(lost.why).next ?? 'apt-get install ffmpeg')
  if (lost?.code === 'FILE_UNREADABLE')
    return failed(advised(lost.why).what, 'Check the path of the passwordFile, and that this user may read it.')
  if (lost?.code === 'SOURCE_REFUSED' && !isOpen)
    return failed(advised(lost.why).what, advised(lost.why).next ?? `Check what the feed of ${id} says.`)
  return passed(isOpen ? 'it lets us in' : 'it does not refuse us')
}

export function first({ item, isSteady, patienceMs, id }: Held, { firstMs, ageMs, size, lost }: Watched): Found {
  if (firstMs !== undefined) {
    const age = Math.max(0, ageMs ?? 0)
    const said = `after ${seconds(firstMs)}${size === undefined ? '' : `, ${size}`}, ${seconds(age)} old`
    return age > OLD_MS && isSteady
      ? doubtful(said, `What ${id} delivers is old: lower its bit rate or its size, or check the network.`)
      : passed(said)
  }
  if (lost)
    return failed(advised(lost.why).what, `Check its power and its cable, and look at its own page in a browser.`)
  if (!isSteady)
    return doubtful(
      `none came in ${seconds(patienceMs)}`,
      item === 'code'
        ? 'Show it a code while this runs, to prove the rest.'
        : 'Where nobody with a phone is near, that is as it should be.',
    )
  return failed(
    `none came in ${seconds(patienceMs)}, though it is connected`,
    'It may be frozen: switch it off and on; look at its own page in a browser.',
  )
}

/** It goes on delivering. */
export function steady({ isRecording }: Held, { items, watchedMs, quietMs, lost }: Watched): Found {
  const rate = items / Math.max(0.001, watchedMs / 1000)
  const intervalMs = (watchedMs - quietMs) / Math.max(1, items - 1)
  const isQuiet = quietMs > Math.max(QUIET_MS, QUIET_INTERVALS * intervalMs)
  if (lost)
    return failed(
      `${items} came, then: ${advised(lost.why).what}`,
      'Check its power, its cable and the network; a camera that does so often is to be replaced.',
    )
  if ((items < 2 || isQuiet) && !isRecording)
    return failed(
      `${items} came, and then none for ${seconds(quietMs)}: it is frozen`,
      'Switch it off and on; look at its own page in a browser.',
    )
  return passed(`${items} in ${seconds(watchedMs)}, ${rate.toFixed(1)} a second`)
}

export function detected({ looks, blind }: Watched): Found {
  if (blind !== undefined)
    return failed(advised(blind).what, advised(blind).next ?? 'Fetch the models: aislectl models pull')
  if (looks.length === 0)
    return failed('nothing was looked at', 'This machine may be too slow: look at aislectl top --config FILE.')
  const each = looks.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)
  const most = looks.reduce((sum, { people }) => Math.max(sum, people), 0)
  return passed(`${looks.length} looked at, ${each[each.length >> 1].toFixed(0)} ms each; ${people(most)} at a time`)
}

/** Whoever is seen stands on the floor plan. */
export function floored({ id }: Pick<Held, 'id'>, { looks }: Watched): Found {
  const seen = looks.reduce((sum, { people }) => sum + people, 0)
  const on = looks.reduce((sum, { onFloor }) => sum + onFloor, 0)
  if (seen === 0) return passed('nobody was in view, so the calibration was not put to the proof')
  const said = `${on} of ${seen} sightings are on the floor plan`
  // Of passers-by in the street many are not.
  if (on === 0)
    return doubtful(
      said,
      `Check the calibration: aislectl calibrate check --config FILE --camera ${id} --out ${id}.png`,
    )
  return passed(said)
}

const people = (count: number) => (count === 1 ? '1 person' : count === 0 ? 'nobody' : `${count} people`)
const seconds = (ms: Ms) => `${(ms / 1000).toFixed(1)} s`
