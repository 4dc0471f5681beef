import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { startAgent } from '../../agent/lanes/agent.ts'
import { loadConfig } from '../../config/load.ts'
import { ROOT } from '../../config/root.ts'
import type { Point } from '../../config/shapes.ts'
import { Mosquitto } from '../agent/publish/mosquitto.ts'
import { quantile } from './beside.ts'
import { type Told, Witness } from './latency/witness.ts'
import type { Row } from './row.ts'

const SECONDS = 240
/** The first picture waits for the detector to be loaded; what comes before this counts for nothing. */
const WARM_UP_SECONDS = 10
const FPS = 10
/** Where the second camera looks, metres to the right of where the first one does. */
const APART = 40

/**
 * How long an event takes from the picture that causes it to the PUBACK of the broker: the daemon in this process, as `aisled` starts it, with
 * two cameras at ten pictures a second, a street with real people shown at the pace at which it was filmed, the same street at another time to each; an outbox
 * as it is kept by default and a mosquitto on loopback, MQTT 5, QoS 1.
 */
export async function bench(): Promise<Row[]> {
  const video = join(process.env.AISLE_DATA ?? '/nonexistent', 'video', 'vtest.avi')
  if (!existsSync(video))
    return [
      { name: 'latency', value: Number.NaN, unit: 'ms', note: 'AISLE_DATA does not name the folder of recordings' },
    ]
  const folder = mkdtempSync(join(tmpdir(), 'aisle-bench-'))
  // As deploy/mosquitto has it.
  const broker = await Mosquitto.start(['allow_anonymous true', 'set_tcp_nodelay true'])
  const witness = new Witness()
  try {
    const file = join(folder, 'street.yaml')
    writeFileSync(file, stringify(street(video, folder, broker.url)))
    const busy = [loadavg()[0]!]
    const usage = process.cpuUsage()
    await run(file, witness)
    const { user, system } = process.cpuUsage(usage)
    busy.push(loadavg()[0]!)
    const machine = `load of the machine ${busy.map(load => load.toFixed(1)).join(' before, ')} after, ${((user + system) / 1e4 / SECONDS).toFixed(0)} % of a core ours without ffmpeg`
    return rows(witness, machine)
  } finally {
    witness.close()
    await broker.end()
    rmSync(folder, { recursive: true })
  }
}

async function run(file: string, witness: Witness): Promise<void> {
  const stop = new AbortController()
  const agent = await startAgent(loadConfig(file), {
    pace: 'live',
    signal: stop.signal,
    drainMs: 5000,
    warn: fault => process.stderr.write(`${fault.message}\n`),
    lost: () => {},
    onEvent: event => witness.hear(event),
  })
  await delay(1000 * SECONDS)
  stop.abort()
  const { waiting } = await agent.stopped
  if (waiting > 0) throw new Error(`${waiting} events were not acknowledged`)
}

function rows(witness: Witness, machine: string): Row[] {
  const pictures = [...witness.pictures.values()].flatMap(all => {
    const fromMs = all[0]!.arrivedMs + 1000 * WARM_UP_SECONDS
    return all.filter(({ arrivedMs }) => arrivedMs >= fromMs)
  })
  const fromMs = Math.min(...pictures.map(({ arrivedMs }) => arrivedMs))
  const told = [...witness.told.values()].filter(({ arrivedMs }) => arrivedMs >= fromMs)
  const followed = pictures.filter(({ followedMs }) => followedMs > 0)
  const minutes = (SECONDS - WARM_UP_SECONDS) / 60
  const took = (from: keyof Told, to: keyof Told) => told.map(one => Number(one[to]) - Number(one[from]))
  const whole = took('arrivedMs', 'acknowledgedMs')
  const stage = (name: string, values: readonly number[], note: string): Row => ({
    name: `latency: ${name}`,
    value: quantile(values, 0.5),
    unit: 'ms',
    note: `median; ${tail(values)}${note}`,
  })
  const late = [...witness.pictures.values()].flatMap(all => {
    const least = Math.min(...all.map(({ lateMs }) => lateMs))
    return all.map(({ lateMs }) => lateMs - least)
  })
  const count = `${told.length} events of ${pictures.length} pictures in ${60 * minutes} s, ${(told.length / minutes).toFixed(0)} a minute, and ${witness.others} that the clock told`
  return [
    stage('picture → PUBACK', whole, `; ${count}; aim p95 ≤ 60, p99 ≤ 150; ${machine}`),
    { name: 'latency: picture → PUBACK, p99', value: quantile(whole, 0.99), unit: 'ms', note: kinds(told) },
    stage('picture → people found and followed', took('arrivedMs', 'followedMs'), ''),
    stage('followed → appended', took('followedMs', 'appendedMs'), '; floor, journey, contract'),
    stage('appended → on the disk', took('appendedMs', 'storedMs'), '; waits for company, then for the disk'),
    stage('on the disk → PUBACK', took('storedMs', 'acknowledgedMs'), ''),
    stage(
      'every picture → followed',
      followed.map(({ arrivedMs, followedMs }) => followedMs - arrivedMs),
      `; ${pictures.length - followed.length} of ${pictures.length} gave way to a newer one`,
    ),
    stage(
      'when a picture is due → it is here',
      late,
      '; against the one that came soonest: ffmpeg, the pipe and this process',
    ),
  ]
}

/** What is told later than what it tells of, because it could not be known before, is told of the picture that made it known. */
function kinds(told: readonly Told[]): string {
  const counts = new Map<string, number>()
  for (const { type } of told) counts.set(type, (counts.get(type) ?? 0) + 1)
  const list = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([type, count]) => `${count} ${type.split('.').slice(1, 3).join('.')}`)
  return `from the picture that made it certain, not from what it tells of: ${list.join(', ')}`
}

function tail(values: readonly number[]): string {
  const figures = [0.95, 0.99].map(part => `p${100 * part} ${quantile(values, part).toFixed(1)}`)
  return [...figures, `max ${Math.max(...values).toFixed(1)}`].join(', ')
}

/** The configuration: the street of the tests twice, side by side, with zones that its people walk through and a line that they cross. */
function street(video: string, folder: string, url: string): unknown {
  return twice(
    [0, 1].map(i => {
      const path = join(folder, `view-${i}.avi`)
      loop(video, 40 * i, path)
      return { driver: 'file', path }
    }),
    url,
  )
}

/** The street twice, as two cameras of other feeds see it; `scale` is how much larger their pictures are, across and down. */
export function twice(feeds: readonly unknown[], url: string, [across, down]: Point = [1, 1]): Record<string, unknown> {
  const { store, cameras } = parse(readFileSync(new URL('test/e2e/pets.yaml', ROOT), 'utf8'))
  const box = (x: number, y: number, side: number) => [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ]
  const views = feeds.map((feed, i) => ({
    id: `view-${i}`,
    feed,
    maxFps: FPS,
    calibration: cameras[0].calibration.map(({ image: [u, v], floor: [x, y] }: { image: Point; floor: Point }) => ({
      image: [u * across, v * down],
      floor: [x + APART * i, y],
    })),
  }))
  return {
    store,
    floor: {
      outline: [
        [-21, -17],
        [8 + APART, -17],
        [8 + APART, 8],
        [-21, 8],
      ],
      zones: [0, 1].flatMap(view =>
        [0, 1, 2, 3, 4, 5].map(i => ({
          id: `zone-${view}-${i}`,
          outline: box(-16 + 5 * (i % 3) + APART * view, -11 + 5 * Math.floor(i / 3), 5),
          dwellSeconds: 3,
        })),
      ),
      lines: [0, 1].map(view => ({
        id: `line-${view}`,
        from: [-9 + APART * view, -17],
        to: [-9 + APART * view, 8],
      })),
    },
    cameras: views,
    broker: { kind: 'remote', url },
  }
}

/** Shown again and again, from somewhere on, for longer than is measured: at the seams people vanish and others come. */
function loop(video: string, seconds: number, path: string): void {
  const order = ['-v', 'error', '-ss', `${seconds}`, '-stream_loop', '4', '-i', video, '-c', 'copy', path]
  const { status, stderr } = spawnSync('ffmpeg', order)
  if (status !== 0) throw new Error(`ffmpeg: ${stderr}`)
}
