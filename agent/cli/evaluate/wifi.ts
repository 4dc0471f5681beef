import { defineCommand } from 'citty'
import { Presence } from '../../../config/wifi.ts'
import type { FrameBatch } from '../../../drivers/wifi/batch.ts'
import { savefile } from '../../../drivers/wifi/savefile.ts'
import { Census } from '../../presence/census.ts'
import type { PresenceFact } from '../../presence/fact.ts'
import { print } from '../run.ts'

export const wifi = defineCommand({
  meta: {
    name: 'wifi',
    description:
      'Read a Wi-Fi capture and count the devices in it, minute by minute. No address and no name leaves it.',
  },
  args: {
    pcap: { type: 'string', required: true, valueHint: 'FILE', description: 'A pcap or pcapng file, gzip or not.' },
    json: { type: 'boolean', description: 'One JSON object.' },
  },
  async run({ args }) {
    const found = await evaluate(args.pcap)
    print(args.json, found, () => describe(found))
  },
})

const LONG_ENOUGH_MS = 500

interface Evaluation {
  readonly frames: number
  readonly malformed: number
  /** The capture broke off in the middle of a record. */
  readonly truncated: boolean
  readonly probeRequests: number
  /** Read from the file, parsed and grouped, without the counting: the speed of the way in. */
  readonly probeRequestsPerSecond: number
  readonly minutes: readonly Minute[]
}

/** Devices heard in the time up to `at`; below the least count that is told, only that. */
interface Minute {
  readonly from: string
  readonly at: string
  readonly devices?: PresenceFact['devices']
  readonly below: number
}

async function evaluate(path: string): Promise<Evaluation> {
  const rule = Presence.parse({ everySeconds: 60 })
  const census = new Census(rule, 'UTC')
  const minutes: Minute[] = []
  const tell = (nowMs: number) => {
    for (let fact = census.tick(nowMs); fact; fact = census.tick(nowMs)) minutes.push(minute(fact))
  }
  let [frames, malformed, truncated, lastMs] = [0, 0, false, 0]
  for await (const batch of capture(path)) {
    frames += batch.count
    malformed += batch.malformed
    truncated ||= batch.truncated
    if (batch.count === 0) continue
    census.see(batch)
    lastMs = batch.atMs[batch.count - 1]
    tell(lastMs)
  }
  if (frames > 0) tell(lastMs + rule.everySeconds * 1000)
  const probeRequestsPerSecond = Math.round(await speed(path))
  return { frames, malformed, truncated, probeRequests: census.requests, probeRequestsPerSecond, minutes }
}

/** Longer than any capture: nothing is counted while the speed is taken. */
const NEVER_SECONDS = 1e12

/** A small capture is read again and again, so that the figure is that of an agent that has been running for a while. */
async function speed(path: string): Promise<number> {
  let requests = 0
  const began = performance.now()
  while (performance.now() - began < LONG_ENOUGH_MS) {
    const census = new Census({ ...Presence.parse({}), everySeconds: NEVER_SECONDS }, 'UTC')
    for await (const batch of capture(path)) census.see(batch)
    requests += census.requests
  }
  return (1000 * requests) / (performance.now() - began)
}

function capture(path: string): AsyncIterable<FrameBatch> {
  return savefile('evaluate', path).open(new AbortController().signal)
}

function minute({ fromMs, atMs, devices, below }: PresenceFact): Minute {
  return { from: new Date(fromMs).toISOString(), at: new Date(atMs).toISOString(), ...(devices && { devices }), below }
}

function describe({
  frames,
  malformed,
  truncated,
  probeRequests,
  probeRequestsPerSecond,
  minutes,
}: Evaluation): string {
  return [
    `${frames} frames, ${malformed} malformed${truncated ? ', the capture breaks off in the middle of a record' : ''}`,
    `${probeRequests} probe requests, ${probeRequestsPerSecond} a second`,
    ...minutes.map(({ at, devices, below }) =>
      devices
        ? `${at} ${devices.estimate} devices (${devices.low} to ${devices.high})`
        : `${at} below ${below} devices`,
    ),
  ].join('\n')
}
