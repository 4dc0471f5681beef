import { doubtful, type Found, failed, passed, type Step } from '../../health/doctor/hop.ts'
import { found } from '../../health/doctor/store.ts'
import type { Running } from './agent.ts'

/** Whether one runs, and how it is. */
export function met(agent: Running | undefined): Found {
  if (!agent) return passed('none runs with this configuration: sensors and broker are opened here')
  const { version, uptimeSeconds, shed } = agent.state
  const said = `${version} runs for ${spoken(uptimeSeconds)}, and was asked`
  if (shed.length === 0) return passed(said)
  return doubtful(
    `${said}; it leaves out ${shed.join(', ')}`,
    'This machine has too much to do: aislectl top says what takes how much.',
  )
}

const spoken = (seconds: number) =>
  seconds < 120
    ? `${seconds.toFixed(0)} s`
    : seconds < 7200
      ? `${(seconds / 60).toFixed(0)} min`
      : `${(seconds / 3600).toFixed(1)} h`

/** What a running agent says of its broker. */
export function admitted({ state, checks }: Running): Step[] {
  const { broker } = state
  return [
    {
      hop: 'CONNECT',
      next: '',
      run: () =>
        broker?.online
          ? passed('it lets the agent in')
          : failed(
              broker?.why ?? 'the agent is not connected',
              'Look at what the agent last said of the broker: journalctl -u aisled -g broker',
            ),
    },
    {
      hop: 'acknowledgement',
      next: '',
      run: () => {
        const trip = checks.find(({ check }) => check === 'broker')
        return trip ? found(trip) : failed('the agent did not test it', 'aislectl selftest')
      },
    },
  ]
}

/** An event waits no longer than this where all is well, and the last loss is over after that. */
const LATE_SECONDS = 60
const OVER_SECONDS = 600

const LOOK =
  'See what the agent says of it: journalctl -u aisled -g "lost|dropped|refused|denied"; the broker must let it write'

/** What waits in its outbox, and whether all of it gets there. */
export function waiting({ state }: Pick<Running, 'state'>): Found {
  const { waiting, dropped, droppedSeconds, oldestSeconds } = state.outbox
  const oldest = oldestSeconds === undefined ? '' : `, the oldest for ${spoken(oldestSeconds)}`
  const lost = dropped === 0 ? 'none lost' : `${dropped} lost since the database was begun`
  const last = droppedSeconds === undefined ? '' : `, the last ${spoken(droppedSeconds)} ago`
  const said = `${waiting} wait${oldest}, ${lost}${last}`
  const own = Object.values(state.store).join('/')
  const next = `${LOOK} aisle/v1/${own}/# (its ACL), and outbox.maxMegabytes must hold what waits.`
  if (droppedSeconds !== undefined && droppedSeconds <= OVER_SECONDS) return failed(said, next)
  if (droppedSeconds !== undefined) return doubtful(said, next)
  if (waiting > 0 && oldestSeconds !== undefined && oldestSeconds > LATE_SECONDS)
    return doubtful(
      said,
      state.broker?.online
        ? 'Ask again in a minute: the oldest must become younger.'
        : 'They are kept until the broker lets the agent in again: see its way.',
    )
  return passed(said)
}

/** Whether the broker acknowledges what it sends: that it does a test says nothing of events, which go elsewhere. */
export function acknowledgedLately({ state, checks }: Running): Found {
  const { waiting, oldestSeconds = Number.POSITIVE_INFINITY, acknowledgedSeconds } = state.outbox
  const trip = checks.find(({ check }) => check === 'broker')
  if (trip && !trip.passed) return found(trip)
  const silent = acknowledgedSeconds ?? state.uptimeSeconds
  const last = acknowledgedSeconds === undefined ? 'none was since the start' : 'the last was'
  if (waiting > 0 && oldestSeconds > LATE_SECONDS && silent > LATE_SECONDS)
    return failed(
      `${waiting} wait and none is acknowledged: ${last} ${spoken(silent)} ago`,
      `Look at what the broker says of this agent; it may not let it write what is its own (ACL).`,
    )
  return passed(
    acknowledgedSeconds === undefined
      ? `${trip?.found ?? 'acknowledged'}; of events none yet`
      : `the last event was acknowledged ${spoken(acknowledgedSeconds)} ago`,
  )
}
