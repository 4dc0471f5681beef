import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import mqtt from 'mqtt'
import { stringify } from 'yaml'
import { openDoor } from '../../agent/console/door.ts'
import { State } from '../../agent/console/state.ts'
import { Mosquitto } from '../agent/publish/mosquitto.ts'
import { program } from '../built.ts'
import { Party } from '../chaos/party.ts'
import { encode, rtspCamera } from '../drivers/camera/server.ts'
import { flatness, type Held, residentMegabytes } from '../soak/memory.ts'
import { memoryOfUnit, nodeOfUnit } from '../unit.ts'
import { quantile } from './beside.ts'
import { twice } from './latency.ts'
import type { Row } from './row.ts'

const FPS = 10
const LOOK_MS = 5000
/** What a start takes counts for nothing. */
const WARM_MS = 60_000
/** Clock ticks of the kernel in a second (USER_HZ), in which /proc counts. */
const TICKS = 100

/**
 * `aisled` with two cameras of 1920 × 1080 at ten pictures a second over RTSP, which show a street with real people from a recording: what of a
 * core each lane takes, how old a picture is when it has been looked at, how long it takes until a subscriber hears of somebody, and memory.
 */
export async function bench({ minutes }: { readonly minutes: number }): Promise<Row[]> {
  const video = join(process.env.AISLE_DATA ?? '/nonexistent', 'video', 'vtest.avi')
  if (!existsSync(video))
    return [{ name: 'cameras', value: Number.NaN, unit: '', note: 'AISLE_DATA does not name the folder of recordings' }]
  const folder = mkdtempSync(join(tmpdir(), 'aisle-bench-'))
  const broker = await Mosquitto.start(['allow_anonymous true', 'set_tcp_nodelay true'])
  const film = encode(['-i', video, '-vf', 'scale=1920:1080', '-r', `${FPS}`], 2 * FPS)
  const cameras = [await rtspCamera({ fps: FPS, film }), await rtspCamera({ fps: FPS, film: film.slice(20 * FPS) })]
  const [config, database] = [join(folder, 'street.yaml'), join(folder, 'aisle.db')]
  const feeds = cameras.map(({ url }) => ({ driver: 'rtsp', url }))
  const scale: [number, number] = [1920 / 768, 1080 / 576]
  writeFileSync(config, stringify({ ...twice(feeds, broker.url, scale), outbox: { path: database } }))
  const agent = new Party(
    ['env', ...memoryOfUnit(), process.execPath, ...nodeOfUnit(), program('main.ts'), '--config', config],
    join(folder, 'agent.log'),
  )
  const listener = await mqtt.connectAsync(broker.url)
  const tookMs: number[] = []
  let isWarm = false
  listener.on('message', (_, payload) => {
    if (isWarm) tookMs.push(Date.now() - Date.parse(JSON.parse(payload.toString()).time))
  })
  await listener.subscribeAsync('aisle/v1/+/+/+/zone/entered', { qos: 1 })
  agent.start()
  const door = openDoor({ outbox: { path: database } } as Parameters<typeof openDoor>[0])
  try {
    await delay(WARM_MS)
    agent.check()
    isWarm = true
    const load = [loadavg()[0]!]
    const before = ticks(agent.pid)
    const beganMs = performance.now()
    const held: Held[] = []
    let state = State.parse(await door.get('/state'))
    const first = state
    for (let atMs = 0; atMs < minutes * 60_000; atMs = performance.now() - beganMs) {
      held.push({ atMs, megabytes: residentMegabytes(agent.pid) })
      await delay(LOOK_MS)
      agent.check()
      state = State.parse(await door.get('/state'))
    }
    const seconds = (performance.now() - beganMs) / 1000
    load.push(loadavg()[0]!)
    const share = (after: number, was: number) => (100 * (after - was)) / TICKS / seconds
    const after = ticks(agent.pid)
    const children = [...after.children].map(([pid, count]) => share(count, before.children.get(pid) ?? 0))
    const row = (name: string, value: number, unit: string, note: string): Row => ({
      name: `cameras: ${name}`,
      value,
      unit,
      note,
    })
    const own = share(after.own, before.own)
    // What passes while one lane waits for the other counts in both, so these are no CPU time: only their ratio serves.
    const busy = state.sensors.map(
      ({ delivered, stageMs }, i) => (stageMs?.mean ?? Number.NaN) * (delivered - first.sensors[i]!.delivered),
    )
    const allBusy = busy.reduce((sum, one) => sum + one, 0)
    const lanes = state.sensors.map((sensor, i) => {
      const perSecond = (sensor.delivered - first.sensors[i]!.delivered) / seconds
      const dropped = sensor.dropped - first.sensors[i]!.dropped
      const { latencyMs, stageMs } = sensor
      const work = own * (busy[i]! / allBusy)
      const late = `capture → looked at p50 ${latencyMs?.p50.toFixed(0)}, p99 ${latencyMs?.p99.toFixed(0)} ms`
      return row(
        `lane ${sensor.id}`,
        work + (children[i] ?? Number.NaN),
        '% of a core',
        `ffmpeg ${children[i]?.toFixed(0)}, and ${work.toFixed(0)} of what aisled takes, shared out by the time at its pictures (${stageMs?.mean.toFixed(1)} ms each, waiting included); ${perSecond.toFixed(1)} a second, ${dropped} dropped; ${late}`,
      )
    })
    const memory = flatness(held, Math.min(5, minutes / 6) * 60_000)
    const machine = `load of the machine ${load.map(one => one.toFixed(1)).join(' before, ')} after`
    return [
      ...lanes,
      row('aisled without its children', own, '% of a core', machine),
      row(
        'somebody enters a zone → subscriber, p99',
        quantile(tookMs, 0.99),
        'ms',
        `median ${quantile(tookMs, 0.5).toFixed(0)}, p95 ${quantile(tookMs, 0.95).toFixed(0)}; ${tookMs.length} zone.entered, from the first picture of it and not from the one that makes it certain: how long a picture takes say the lanes`,
      ),
      row(
        'RSS',
        memory?.lastMegabytes ?? Number.NaN,
        'MB',
        memory
          ? `last third; first third ${memory.firstMegabytes.toFixed(0)}, most ${memory.mostMegabytes.toFixed(0)}, ${memory.megabytesPerHour.toFixed(1)} MB an hour over ${minutes} minutes; aim ≤ 500`
          : '',
      ),
      row('RSS, last third / first third', memory?.growth ?? Number.NaN, 'ratio', 'aim within 5 %'),
    ]
  } finally {
    await agent.kill()
    await listener.endAsync()
    for (const camera of cameras) await camera.close()
    await broker.end()
    rmSync(folder, { recursive: true })
  }
}

/** CPU time of a process and of each of its children, in the order in which they were started. */
function ticks(pid: number): { readonly own: number; readonly children: ReadonlyMap<number, number> } {
  const children = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number)
  return { own: ticksOf(pid), children: new Map(children.map(child => [child, ticksOf(child)])) }
}

/** utime and stime (proc(5)): the twelfth and thirteenth field behind the name, which may hold blanks. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  return Number(fields[11]) + Number(fields[12])
}
