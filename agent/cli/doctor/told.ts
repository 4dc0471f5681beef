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

/** What waits in its outbox. */
export function waiting({ state }: Running): Found {
  const { waiting, dropped, oldestSeconds } = state.outbox
  const lost = dropped === 0 ? 'none lost' : `${dropped} lost since the database was begun`
  return passed(
    `${waiting} wait${oldestSeconds === undefined ? '' : `, the oldest for ${oldestSeconds.toFixed(0)} s`}, ${lost}`,
  )
}

/** Whether the broker acknowledges what it sends. */
export function acknowledgedLately({ state, checks }: Running): Found {
  const { acknowledgedSeconds } = state.outbox
  const trip = checks.find(({ check }) => check === 'broker')
  if (trip && !trip.passed) return found(trip)
  return passed(
    acknowledgedSeconds === undefined
      ? `${trip?.found ?? 'acknowledged'}; of events none yet`
      : `the last event was acknowledged ${acknowledgedSeconds.toFixed(0)} s ago`,
  )
}
