import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openDoor } from '../../agent/console/door.ts'
import { State } from '../../agent/console/state.ts'
import { placeOf } from '../../agent/events/wire.ts'
import { ROOT } from '../../config/root.ts'
import { Mosquitto } from '../agent/publish/mosquitto.ts'
import { program } from '../built.ts'
import { Party } from '../chaos/party.ts'
import { arrived, begin, countOf } from '../chaos/truth.ts'
import { memoryOfUnit, nodeOfUnit } from '../unit.ts'
import { Blows } from './blows.ts'
import { Disk } from './disk.ts'
import { Lens } from './lens.ts'
import { type Flatness, flatness, type Held, residentMegabytes } from './memory.ts'
import { type Blow, plan } from './plan.ts'
import { SENSORS, SOURCE, SUBSCRIBER, shop } from './shop.ts'
import { judge, type Verdict } from './verdict.ts'

const MINUTE = 60_000
const DISK_MEGABYTES = 192
/** In real time. */
const START_MS = 60_000
const ARRIVE_MS = 120_000
/** From such a run on, memory is judged. */
const LONG_HOURS = 4
/** By the time of the shop: a lane that is not back by then does not come back. */
const BACK_MS = 10 * MINUTE

export interface SoakOptions {
  readonly hours: number
  readonly pace: number
  readonly seed: number
  readonly say: (line: string) => void
}

/** A trouble, and what came of it. */
export interface Ordeal extends Blow {
  /** From when it was over until all lanes delivered and the broker acknowledged, by the time of the shop; undefined where that never came. */
  readonly backMs: number | undefined
}

export interface Soaked extends Verdict {
  readonly events: number
  readonly visits: number
  /** As the agent counts events that it had no room for. */
  readonly dropped: number
  readonly epochs: number
  /** Epochs that the agent named while it ran, and of which nothing came. */
  readonly unheard: readonly number[]
  readonly hours: number
  readonly ordeals: readonly Ordeal[]
  readonly memory: Flatness | undefined
  readonly folder?: string
}

/**
 * Lets the real daemon run for hours of a SIMULATED shop, in which time goes faster than outside (libfaketime) and much goes wrong, and looks
 * at what a subscriber has in the end, at memory, and whether every lane came back.
 */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-soak-'))
  const ends: (() => unknown)[] = []
  let isOver = false
  try {
    const soaked = await run(folder, options, ends)
    isOver = faults(soaked).length === 0
    return isOver ? soaked : { ...soaked, folder }
  } finally {
    for (const end of ends.reverse()) await end()
    if (isOver) rmSync(folder, { recursive: true, force: true })
    else options.say(`databases and logs of all: ${folder}`)
  }
}

/** Everything that must not be; empty where the soak was passed. */
export function faults(soaked: Soaked): string[] {
  const { missing, twice, unended, open, dropped, unheard, ordeals, memory, hours, visits } = soaked
  const lists = { missing, twice, unended, 'without end': open }
  const stuck = ordeals.filter(({ backMs }) => backMs === undefined)
  return [
    ...Object.entries(lists).flatMap(([name, ids]) =>
      ids.length > 0 ? [`${name}: ${ids.slice(0, 10).join(' ')}`] : [],
    ),
    ...(visits === 0 ? ['nobody came, so that nothing is shown'] : []),
    ...(unheard.length > 0 ? [`nothing came of the epochs ${unheard.join(' ')}`] : []),
    ...(dropped > 0 ? [`dropped: ${dropped}`] : []),
    ...stuck.map(({ trouble, atMs }) => `not back after: ${trouble} at ${(atMs / MINUTE).toFixed(0)} min`),
    ...(!memory && hours >= LONG_HOURS ? ['of memory nothing is known'] : []),
    ...(memory && memory.growth > 1.05 ? [`memory grew to ${memory.growth.toFixed(3)} of what it was`] : []),
  ]
}

async function run(folder: string, { hours, pace, seed, say }: SoakOptions, ends: (() => unknown)[]): Promise<Soaked> {
  const camera = await Lens.open()
  ends.push(() => camera.close())
  const broker = await Mosquitto.start(['allow_anonymous true', 'persistence true'])
  ends.push(() => broker.end())
  process.once('exit', () => broker.down('SIGKILL'))
  const disk = new Disk(join(folder, 'disk'), DISK_MEGABYTES)
  ends.push(() => disk.close())
  const [database, store, config] = [
    join(disk.folder, 'aisle.db'),
    join(folder, 'subscriber.db'),
    join(folder, 'store.yaml'),
  ]
  const signs = join(folder, 'signs')
  mkdirSync(signs)
  const blows = new Blows({ broker, camera, disk, folder: signs })
  writeFileSync(config, shop({ database, broker: broker.url, camera: camera.url, seed, pace }))
  begin(store)

  const fake = execFileSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).trim()
  const env = [`LD_PRELOAD=${fake}`, `FAKETIME=+0 x${pace}`, 'NO_FAKE_STAT=1', `AISLE_SOAK=${signs}`, ...memoryOfUnit()]
  const warp = fileURLToPath(new URL('test/soak/warp.mjs', ROOT))
  const daemon = [process.execPath, ...nodeOfUnit(), '--import', warp, program('main.ts'), '--config', config]
  const agent = new Party(['env', ...env, ...daemon], join(folder, 'agent.log'))
  const script = fileURLToPath(new URL('test/chaos/subscriber.ts', ROOT))
  const tsx = fileURLToPath(import.meta.resolve('tsx'))
  // An agent gives nothing again to whoever is hours behind its time.
  const agrees = ['env', `AISLE_PACE=${pace}`, `AISLE_SINCE=${Date.now()}`, `AISLE_SOAK=${signs}`]
  const client = [process.execPath, '--import', tsx, '--import', warp, script, broker.url, SOURCE, SUBSCRIBER, store]
  const subscriber = new Party([...agrees, ...client], join(folder, 'subscriber.log'))
  for (const party of [subscriber, agent]) {
    party.start()
    ends.push(() => party.kill())
  }
  const check = () => {
    for (const party of [subscriber, agent]) party.check()
  }
  const door = openDoor({ outbox: { path: database } } as Parameters<typeof openDoor>[0])
  const named = new Set<number>()
  const state = async () => {
    const found = State.parse(await door.get('/state'))
    named.add(found.epoch)
    return found
  }
  const isWell = async () => {
    check()
    const { sensors, broker: there, outbox } = await state()
    const well = new Set(sensors.filter(one => one.state === 'well').map(({ id }) => id))
    return SENSORS.every(id => well.has(id)) && there?.online === true && outbox.waiting < 200
  }

  await until('all lanes deliver and the broker acknowledges', isWell, START_MS)
  const beganMs = performance.now()
  const nowMs = () => (performance.now() - beganMs) * pace
  const sleep = (untilMs: number) => delay(Math.max(0, (untilMs - nowMs()) / pace))
  const held: Held[] = []
  const scales = setInterval(() => held.push({ atMs: nowMs(), megabytes: residentMegabytes(agent.pid) }), MINUTE / pace)
  ends.push(() => clearInterval(scales))
  const ordeals: Ordeal[] = []
  const all = plan(hours, seed)
  for (const [i, blow] of all.entries()) {
    await sleep(blow.atMs)
    check()
    await blows.strike(blow)
    await sleep(blow.atMs + blow.forMs)
    await blows.heal(blow)
    const overMs = nowMs()
    // That something broke must have come about before it can be said that it is mended.
    await delay(2000 / pace + 200)
    const backMs = await until('', isWell, BACK_MS / pace).then(
      () => nowMs() - overMs,
      () => undefined,
    )
    ordeals.push({ ...blow, backMs })
    const back = backMs === undefined ? 'NOT BACK' : `back after ${(backMs / 1000).toFixed(0)} s`
    say(
      `${at(blow.atMs)}  ${i + 1}/${all.length} ${blow.trouble.padEnd(14)} for ${(blow.forMs / MINUTE).toFixed(1).padStart(5)} min, ${back}; ${countOf(store)} events, ${held.at(-1)?.megabytes.toFixed(0)} MB`,
    )
  }
  await sleep(hours * 60 * MINUTE)
  clearInterval(scales)
  const { outbox } = await state()
  await agent.stop(START_MS)
  // What the end had no time for comes with the next start; that one sees nobody any more.
  agent.start()
  await until('the agent is up again', async () => (await state()).outbox.waiting === 0, START_MS)
  await agent.stop(START_MS)
  let seen = -1
  const isAll = async () => {
    const was = seen
    seen = countOf(store)
    if (was !== seen) await delay(3000)
    return was === seen
  }
  await until('everything has arrived', isAll, ARRIVE_MS)
  await subscriber.kill()
  const events = arrived(store)
  const heard = new Set(events.map(({ id }) => placeOf(id)!.epoch))
  return {
    ...judge(events),
    hours,
    unheard: [...named].filter(epoch => !heard.has(epoch)),
    events: events.length,
    visits: events.filter(({ type }) => type === 'aisle.visit.started.v1').length,
    dropped: outbox.dropped,
    epochs: heard.size,
    ordeals,
    memory: flatness(held),
  }
}

async function until(what: string, isTrue: () => Promise<boolean>, ms: number): Promise<void> {
  const endMs = performance.now() + ms
  let last = ''
  const isSo = () =>
    isTrue().catch(thrown => {
      last = String(thrown)
      return false
    })
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`waited ${(ms / 1000).toFixed(0)} s until ${what}. ${last}`)
    await delay(100)
  }
}

function at(ms: number): string {
  const minutes = Math.round(ms / MINUTE)
  return `${String(Math.floor(minutes / 60)).padStart(3)}:${String(minutes % 60).padStart(2, '0')}`
}
