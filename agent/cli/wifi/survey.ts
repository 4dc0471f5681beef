import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { survey as go, type Surveyed } from '../../../drivers/wifi/survey.ts'
import { tuner } from '../../../drivers/wifi/tuner.ts'
import { interruption } from '../interruption.ts'
import { table } from '../models/table.ts'
import { number, whole } from '../number.ts'
import { print } from '../run.ts'

/** So many channels are worth naming: more, and each is heard too seldom. */
const MOST_NAMED = 4

export const survey = defineCommand({
  meta: {
    name: 'survey',
    description:
      'Go over the channels of an adapter in monitor mode, check that it gets to each, and say how much is heard there and how strong. Counts only: no address of a device is looked at. Stop the agent for that time, if it listens with the same adapter.',
  },
  args: {
    config: {
      type: 'string',
      valueHint: 'FILE',
      description: 'The configuration, a YAML file, whose adapter is taken; or name it with --interface.',
    },
    sensor: { type: 'string', valueHint: 'ID', description: 'Which sensor, where the configuration has several.' },
    interface: { type: 'string', valueHint: 'NAME', description: 'The interface, in monitor mode.' },
    seconds: { type: 'string', valueHint: 'N', default: '2', description: 'How long to listen on each channel.' },
    channels: { type: 'string', valueHint: 'LIST', description: 'Such as 1,6,11; without it, all that the radio has.' },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {interface, hops, channels: [{channel, mhz, closed, hopMs, beaconsPerSecond, probesPerSecond, accessPoints, medianDbm, strongestDbm}], suggested}.',
    },
  },
  async run({ args: { config, sensor, interface: asked, seconds, channels: list, json } }) {
    const network = asked ?? adapterOf(config, sensor)
    const dwellMs = 1000 * number('--seconds', seconds, 0.1, 60)
    const channels = list?.split(',').map(text => whole('--channels', text, 1, 177))
    const found: Surveyed[] = []
    const show = !json && process.stderr.isTTY
    try {
      for await (const one of go({ network, channels, dwellMs, tuner: tuner(), signal: interruption() })) {
        found.push(one)
        if (show) process.stderr.write(`\rchannel ${one.channel} `)
      }
    } catch (thrown) {
      // That other lanes go on and it is tried again is so in the agent alone.
      if (!(thrown instanceof Fault) || thrown.code !== 'SOURCE_LOST') throw thrown
      const reason = String(thrown.details.why).replace(/\.$/, '')
      throw new Fault('SURVEY_BROKEN', { interface: network, why: reason }, thrown)
    } finally {
      if (show) process.stderr.write('\r\x1b[K')
    }
    const reached = found.filter(({ closed }) => closed === undefined)
    const report = { interface: network, hops: hops(found), channels: found, suggested: suggested(reached) }
    print(json, report, () => spoken(network, found))
  },
})

/** @throws Fault ARGUMENT_INVALID */
function adapterOf(file: string | undefined, sensor: string | undefined): string {
  if (file === undefined)
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--interface',
      value: 'missing',
      expected: 'the name of an interface in monitor mode, or --config with one in it',
    })
  const adapters = loadConfig(file).wifi.flatMap(({ id, feed }) => ('interface' in feed ? [{ id, ...feed }] : []))
  const chosen = sensor === undefined && adapters.length === 1 ? adapters[0] : adapters.find(({ id }) => id === sensor)
  if (chosen) return chosen.interface
  throw new Fault('ARGUMENT_INVALID', {
    argument: '--sensor',
    value: sensor ?? 'missing',
    expected:
      adapters.length === 0
        ? 'a configuration with an adapter under wifi'
        : `one of ${adapters.map(({ id }) => id).join(', ')}`,
  })
}

/** Whether it gets to more than one channel. */
function hops(found: readonly Surveyed[]): boolean {
  return found.filter(({ closed }) => closed === undefined).length > 1
}

/** Where devices were heard, those where most were first. */
function suggested(reached: readonly Surveyed[]): number[] {
  return reached
    .filter(({ probesPerSecond }) => probesPerSecond > 0)
    .sort((a, b) => b.probesPerSecond - a.probesPerSecond)
    .slice(0, MOST_NAMED)
    .map(({ channel }) => channel)
    .sort((a, b) => a - b)
}

function spoken(network: string, found: readonly Surveyed[]): string {
  if (found.length === 0) return `The radio of ${network} names no channel that was asked for.`
  const reached = found.filter(({ closed }) => closed === undefined)
  const dbm = (value: number | undefined) => (value === undefined ? '' : `${value} dBm`)
  const lines = table(
    ['channel', 'MHz', 'access points', 'beacons/s', 'probes/s', 'median', 'strongest', ''],
    found.map(one => [
      ...[String(one.channel), String(one.mhz)],
      ...(one.closed === undefined
        ? [String(one.accessPoints), one.beaconsPerSecond.toFixed(1), one.probesPerSecond.toFixed(1)]
        : ['', '', '']),
      ...[dbm(one.medianDbm), dbm(one.strongestDbm), one.closed ?? ''],
    ]),
  )
  const times = reached.flatMap(({ hopMs }) => hopMs ?? []).sort((a, b) => a - b)
  const check =
    reached.length === 0
      ? `${network} gets to none of ${found.length} channels: it stays where it is.`
      : `${network} gets to ${reached.length} of ${found.length} channels, in the median within ${Math.round(times[times.length >> 1]!)} ms.`
  const named = suggested(reached)
  const hint =
    named.length > 1 && hops(found)
      ? `Devices were heard on ${named.join(', ')}. To go round them: channels: [${named.join(', ')}]`
      : 'Too few devices were heard to say which channels are worth going round; ask again when the shop is open.'
  return [...lines, '', check, hint].join('\n')
}
