import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openStore } from '../../agent/store/store.ts'
import { ROOT } from '../../config/root.ts'
import { Mosquitto } from '../agent/publish/mosquitto.ts'
import { program } from '../built.ts'
import { Hurt } from './hurt.ts'
import { Party } from './party.ts'
import { plan } from './plan.ts'
import { SOURCE, SUBSCRIBER, shop } from './shop.ts'
import { arrived, begin, committed, countOf, watch } from './truth.ts'
import { faults, judge, type Verdict } from './verdict.ts'
import { type Wire, wire } from './wires.ts'

const tsx = fileURLToPath(import.meta.resolve('tsx'))
const file = (path: string) => fileURLToPath(new URL(path, ROOT))

/** How long everything committed may take to arrive when nothing is cut or killed any more. */
const ARRIVE_MS = 120_000
/** A blow that is to meet all at work waits no longer for a sign of that. */
const CALM_MS = 20_000
const STOP_MS = 30_000
/** From nothing to the first events, on a machine that does much else. */
const START_MS = 180_000

export interface ChaosOptions {
  readonly kills: number
  readonly seed: number
  /** Whether wires are cut for longer than a broker waits for a sign of life. */
  readonly long: boolean
  readonly say: (line: string) => void
}

/**
 * Runs an agent in a simulated shop, a broker and a subscriber, kills them and cuts their wires, and holds what the subscriber has in
 * the end against what the agent's database wrote down itself. Answers the folder with all logs where something is wrong.
 */
export async function chaos(options: ChaosOptions): Promise<Verdict & { readonly folder?: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-chaos-'))
  const ends: (() => unknown)[] = []
  let isGood = false
  try {
    const verdict = await play(folder, options, ends)
    isGood = Object.values(faults(verdict)).flat().length === 0
    return isGood ? verdict : { ...verdict, folder }
  } finally {
    for (const end of ends.reverse()) await end()
    if (isGood) rmSync(folder, { recursive: true, force: true })
    else options.say(`databases and logs of all: ${folder}`)
  }
}

async function play(folder: string, { kills, seed, long, say }: ChaosOptions, ends: (() => unknown)[]) {
  const broker = await Mosquitto.start(['allow_anonymous true', 'persistence true'])
  ends.push(() => broker.end())
  process.once('exit', () => broker.down('SIGKILL'))
  const wires: Wire[] = []
  for (const nth of [0, 1]) {
    const one = await wire(broker.port, nth)
    ends.push(() => one.close())
    wires.push(one)
  }
  const [toAgent, toSubscriber] = wires as [Wire, Wire]
  const [database, store, config] = ['agent.db', 'subscriber.db', 'store.yaml'].map(name => join(folder, name))
  openStore({ path: database!, source: SOURCE }, Date.now()).close()
  watch(database!)
  begin(store!)

  const node = (where: Wire, ...args: string[]) => [...where.inside, process.execPath, ...args]
  const agent = new Party(node(toAgent, program('main.ts'), '--config', config!), join(folder, 'agent.log'), () =>
    writeFileSync(config!, shop(folder, toAgent.url, seed)),
  )
  const script = file('test/chaos/subscriber.ts')
  const client = node(toSubscriber, '--import', tsx, script, toSubscriber.url, SOURCE, SUBSCRIBER, store!)
  const subscriber = new Party(client, join(folder, 'subscriber.log'))
  for (const party of [agent, subscriber]) {
    party.start()
    ends.push(() => party.kill())
  }
  const come = () => countOf(store!)
  await until('the first events arrive', () => come() > 0, [agent, subscriber], START_MS)

  const beganMs = performance.now()
  const hurt = new Hurt({ agent, subscriber, broker, toAgent, toSubscriber })
  const blows = plan({ kills, seed, silent: wires.every(({ canBeSilent }) => canBeSilent), long })
  let grown = () => true
  for (const [i, blow] of blows.entries()) {
    if (blow.calm) await until('', grown, [], CALM_MS).catch(() => {})
    await delay(blow.afterMs)
    const before = come()
    await hurt.strike(blow)
    grown = grows(come)
    const how = blow.victim.startsWith('wire') ? (blow.silent ? ' silently' : ' off') : ''
    say(
      `${((performance.now() - beganMs) / 1000).toFixed(1).padStart(6)} s  ${i + 1}/${kills} ${blow.victim}${how} for ${(blow.downMs / 1000).toFixed(1)} s, ${before} events had arrived`,
    )
  }
  await hurt.healed()

  // What is open ends when the agent stops; what is left of that comes when it runs again.
  const parties = [agent, subscriber]
  const isUp = () => agent.said.includes('SIMULATED')
  await until('the agent is up', isUp, parties)
  await until('the agent tells of somebody again', grows(come), parties)
  await agent.stop(STOP_MS)
  const due = committed(database!)
  say(`${due.length} events were committed; waiting for the last of them`)
  agent.start()
  const lacking = () => {
    const there = new Set(arrived(store!).map(({ id }) => id))
    return due.filter(({ id }) => !there.has(id)).length
  }
  await until('everything arrives', () => lacking() === 0, parties, ARRIVE_MS).catch(error => say(String(error)))
  await until('the agent is up again', isUp, parties)
  await agent.stop(STOP_MS)
  await subscriber.kill()
  const broken = readdirSync(folder).filter(name => name.includes('.corrupt-'))
  if (broken.length > 0) throw new Error(`a database broke: ${broken.join(', ')}`)
  return judge(due, committed(database!).slice(due.length), arrived(store!))
}

function grows(count: () => number): () => boolean {
  const from = count()
  return () => count() > from
}

/** @throws where it does not come true in time, or one of those ends who have to bring it about. */
async function until(what: string, isTrue: () => boolean, parties: readonly Party[], ms = 90_000): Promise<void> {
  const endMs = performance.now() + ms
  while (!isTrue()) {
    for (const party of parties) party.check()
    if (performance.now() > endMs) throw new Error(`waited ${ms / 1000} s until ${what}`)
    await delay(100)
  }
}
