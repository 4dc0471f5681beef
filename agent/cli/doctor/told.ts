import type { State } from '../../console/state.ts'
import { doubtful, type Found, failed, passed, type Step } from '../../health/doctor/hop.ts'
import { found } from '../../health/doctor/store.ts'
import type { Remote } from '../../publish/access.ts'
import type { Running } from './agent.ts'
import { remedy } from './broker.ts'

/** Whether one runs, and how it is. `file` is the configuration. */
export function met(agent: Pick<Running, 'state'> | undefined, file: string): Found {
  if (!agent)
    return doubtful(
      'none runs with this configuration: sensors and broker are opened here instead',
      'Where one should run: systemctl start aisled (or npm start); if it does not stay: journalctl -u aisled -e',
    )
  const { version, uptimeSeconds } = agent.state
  const said = `${version} runs for ${spoken(uptimeSeconds)}, and was asked`
  const doubts = [...inForce(agent.state, file), ...leftOut(agent.state, file)]
  if (doubts.length === 0) return passed(said)
  return doubtful([said, ...doubts.map(({ what }) => what)].join('; '), doubts.map(({ next }) => next).join(' '))
}

interface Doubt {
  readonly what: string
  readonly next: string
}

function* leftOut({ shed }: State, file: string): Generator<Doubt> {
  if (shed.length === 0) return
  yield {
    what: `it leaves out ${shed.join(', ')}`,
    next: `This machine has too much to do: aislectl top --config ${file} says what takes how much.`,
  }
}

/** Of the configuration that was last put in force, where it does not hold, or not yet. */
function* inForce({ configuration }: State, file: string): Generator<Doubt> {
  if (configuration?.state === 'trial')
    yield {
      what: 'its configuration is on trial',
      next: 'Ask again in two minutes: it holds once the broker lets the agent in and the sensors are back; else the agent returns to the former one.',
    }
  if (configuration?.returned)
    yield {
      what: `what was put in force last did not hold: ${configuration.returned.why}`,
      next: `The former one is in force again; the other lies beside it as ${file}.refused: mend that, then: aislectl config apply ${file}.refused --config ${file}`,
    }
}

const spoken = (seconds: number) =>
  seconds < 120
    ? `${seconds.toFixed(0)} s`
    : seconds < 7200
      ? `${(seconds / 60).toFixed(0)} min`
      : `${(seconds / 3600).toFixed(1)} h`

/** What a running agent says of its broker, `remote`, which is there: so far the way was gone. */
export function admitted({ state, checks }: Running, remote: Remote): Step[] {
  const { broker } = state
  return [
    {
      hop: 'CONNECT',
      next: '',
      run: () =>
        broker?.online
          ? passed('it lets the agent in')
          : failed(broker?.why ?? 'the agent is not connected', keptOut(broker, remote)),
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

/** What to do about a broker that can be reached and does not let the agent in. */
function keptOut(broker: State['broker'], remote: Remote): string {
  switch (broker?.code) {
    case 'BROKER_REFUSED':
      return /does not let us/.test(broker.why ?? '')
        ? 'Let this agent write and hear what is its own: see deploy/mosquitto/aisle.acl.'
        : remedy(remote)
    case 'BROKER_UNREACHABLE':
      return 'It is reached and answers nothing: where the agent is not let in within a minute, it may hang: restart the broker.'
    case 'FILE_UNREADABLE':
    case 'PAIR_UNFIT':
      return 'Mend the file that the section broker names: it must be there, and the user of the agent must be able to read it.'
    default:
      return 'Look at what the agent last said of the broker: journalctl -u aisled -g broker'
  }
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
