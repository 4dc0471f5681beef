import { execFileSync } from 'node:child_process'
import { chmodSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { stringify } from 'yaml'
import { describeWith } from '../needs.ts'
import { aisled, freePort, type Heard, mosquitto, type Running, scratch, subscriber, waiting } from './aisled.ts'
import { shop } from './machines.ts'

const HOUR = 3600
const DAY = 24 * HOUR
/** What a busy machine may be late with; far less than any step of the clock is long. */
const LATE_SECONDS = 15

describeWith(['mosquitto', 'faketime'], 'the clock of the machine is set while the agent runs', () => {
  const folder = scratch()
  const running: Running[] = []
  let broker: Awaited<ReturnType<typeof mosquitto>> | undefined

  afterAll(async () => {
    for (const daemon of running) await daemon.stop('SIGKILL')
    await broker?.stop()
    folder.remove()
  })

  /** Sets the clock of all that runs with {@link faked}: so far ahead of that of this machine. */
  const write = (name: string, text: string) => renameSync(folder.write(`${name}.new`, text), join(folder.folder, name))
  const set = (seconds: number) => write('ahead', `${seconds < 0 ? '' : '+'}${seconds}\n`)
  /** What timedatectl says of a time server. */
  const keep = (isKept: boolean) => write('kept', isKept ? 'yes\n' : 'no\n')

  /** A machine whose clock can be set, and is asked for who keeps it; its steady clock goes on. */
  function faked(): NodeJS.ProcessEnv {
    folder.write('timedatectl', `#!/bin/sh\ncat ${join(folder.folder, 'kept')}\n`)
    chmodSync(join(folder.folder, 'timedatectl'), 0o755)
    return {
      PATH: `${folder.folder}:${process.env.PATH}`,
      LD_PRELOAD: execFileSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).trim(),
      FAKETIME_TIMESTAMP_FILE: join(folder.folder, 'ahead'),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    }
  }

  test('by seconds, hours and days, forth and back: each visit ends once, lasts as long as it did, and every number is there', async () => {
    const port = await freePort()
    broker = await mosquitto(port)
    const heard = await subscriber(`mqtt://127.0.0.1:${port}`)
    const { west, east, sections } = shop(new Date().toISOString())
    const { since: _, ...simulation } = sections.simulation
    const file = folder.write(
      'store.yaml',
      stringify({
        store: { tenant: 'acme', store: 'vienna', agent: 'door' },
        broker: { kind: 'remote', url: `mqtt://127.0.0.1:${port}` },
        outbox: { path: `door-${port}.db` },
        depth: [west, east],
        floor: sections.floor,
        simulation: { ...simulation, arrivalsPerMinute: 40 },
      }),
    )
    const env = faked()
    const start = () => {
      const daemon = aisled(['--config', file], env)
      running.push(daemon)
      return daemon
    }
    const until = async (what: string, is: () => boolean) => {
      await vi.waitUntil(is, { timeout: 90_000, interval: 20 }).catch(() => {
        const last = heard.events.slice(-3).map(event => JSON.stringify(event))
        throw new Error(`${what}: that never came.\n${running.at(-1)!.said()}\n${last.join('\n')}`)
      })
    }
    const epochs = () => [...new Set(heard.events.map(({ epoch }) => epoch))]
    const of = (epoch: string) => heard.events.filter(event => event.epoch === epoch)
    /** Waits until somebody has come in who has not gone. Answers the epoch of that. */
    const visited = async () => {
      const epoch = epochs().at(-1)!
      const open = () => {
        const ended = new Set(of(epoch).flatMap(({ type, subject }) => (isEnd(type) ? [subject] : [])))
        return of(epoch).some(({ type, subject }) => isStart(type) && !ended.has(subject))
      }
      await until('a visit', open)
      return epoch
    }
    /** Waits until the agent has begun anew. Answers what it said then first. */
    const anew = async (count: number) => {
      const first = () => of(epochs()[count - 1] ?? '').find(({ type }) => type === 'aisle.agent.started.v1')
      await until(`epoch ${count}`, () => epochs().length === count && first() !== undefined)
      return first()!
    }
    const aheadSeconds = ({ time }: Heard) => (Date.parse(time) - Date.now()) / 1000

    set(0)
    keep(true)
    const daemon = start()
    await anew(1)
    const first = await visited()
    set(20)
    await until('an event of which it is known that its time is wrong', () => of(first).at(-1)!.unsynchronised === true)
    set(-20)
    const before = of(first).length
    await until('another event', () => of(first).length > before + 1)
    expect(of(first).at(-1)!.unsynchronised).toBe(true)
    expect(Math.abs(aheadSeconds(of(first).at(-1)!))).toBeLessThan(LATE_SECONDS)
    set(0)
    await until('one whose time is right again', () => of(first).at(-1)!.unsynchronised === undefined)
    expect(epochs()).toEqual([first])

    await visited()
    keep(false)
    set(2 * HOUR)
    const second = await anew(2)
    expect(Math.abs(aheadSeconds(second) - 2 * HOUR)).toBeLessThan(60)
    expect(of(first).at(-1)).toMatchObject({ type: 'aisle.agent.stopped.v1', unsynchronised: true })

    await visited()
    keep(true)
    set(-DAY)
    const third = await anew(3)
    expect(Math.abs(aheadSeconds(third) + DAY)).toBeLessThan(60)
    expect(daemon.said()).toMatch(/CLOCK_SET.*by 7\d{3} s.*CLOCK_SET.*by -9\d{4} s/s)

    await visited()
    set(-2 * DAY)
    await daemon.stop('SIGKILL')
    const last = start()
    const fourth = await anew(4)
    expect(Math.abs(aheadSeconds(fourth) + 2 * DAY)).toBeLessThan(60)
    await visited()
    expect(await last.stop('SIGTERM')).toBe(0)
    await heard.close()

    const left = waiting(join(folder.folder, `door-${port}.db`))
    const unique = [...new Map([...heard.events, ...left].map(event => [event.id, event])).values()]
    expect(broken(unique)).toEqual([])
    const inOrder = epochs()
    expect(inOrder.toSorted()).toEqual(inOrder)
    const flags = inOrder.map(epoch => new Set(of(epoch).map(event => event.unsynchronised === true)))
    expect([flags[1], flags[2]]).toEqual([new Set([true]), new Set([false])])
    const interrupted = unique.filter(({ data }) => data.reason === 'interrupted')
    expect(interrupted.length).toBeGreaterThan(0)
    expect(interrupted.every(({ epoch, unsynchronised }) => epoch === inOrder[3] && unsynchronised)).toBe(true)
    expect(wrong(heard.events, heard.cameMs)).toEqual([])
    for (const epoch of inOrder) expect(astraySeconds(epoch, heard.events, heard.cameMs)).toBeLessThan(LATE_SECONDS)
  }, 400_000)
})

const isStart = (type: string) => type === 'aisle.visit.started.v1'
const isEnd = (type: string) => type === 'aisle.visit.ended.v1'

/** What is missing: numbers, starts and ends. */
function broken(events: readonly Heard[]): string[] {
  const found: string[] = []
  for (const epoch of new Set(events.map(one => one.epoch))) {
    const sequences = events.filter(one => one.epoch === epoch).map(({ sequence }) => Number(sequence))
    const there = new Set(sequences)
    for (let i = 1; i <= Math.max(...sequences); i++) if (!there.has(i)) found.push(`${epoch}-${i} is missing`)
  }
  for (const visit of new Set(
    events.flatMap(({ type, subject }) => (isStart(type) || isEnd(type) ? [subject!] : [])),
  )) {
    const [starts, ends] = [isStart, isEnd].map(
      is => events.filter(one => one.subject === visit && is(one.type)).length,
    )
    if (starts !== 1 || ends !== 1) found.push(`${visit} began ${starts} times and ended ${ends} times`)
  }
  return found
}

/** What is told as soon as it happens. */
const PROMPT = /^aisle\.(visit\.started|zone\.entered|zone\.dwelled|line\.crossed|agent\..*)\.v1$/

/** How far the times of an epoch go apart from when the events came: by no more than those were late, however the clock was set meanwhile. */
function astraySeconds(epoch: string, events: readonly Heard[], cameMs: readonly number[]): number {
  const first = new Set<string>()
  const apart = events.flatMap(({ id, epoch: of, type, time }, i) => {
    if (of !== epoch || !PROMPT.test(type) || first.has(id)) return []
    first.add(id)
    return [cameMs[i]! - Date.parse(time)]
  })
  return (Math.max(...apart) - Math.min(...apart)) / 1000
}

/** Visits that did not last as long as it was from hearing of their start to hearing of their end. */
function wrong(events: readonly Heard[], cameMs: readonly number[]): string[] {
  const startMs = new Map<string, number>()
  const found: string[] = []
  let count = 0
  for (const [i, { type, subject, data }] of events.entries()) {
    if (isStart(type) && !startMs.has(subject!)) startMs.set(subject!, cameMs[i]!)
    if (!isEnd(type) || !startMs.has(subject!)) continue
    const [told, was] = [Number(data.durationSeconds), (cameMs[i]! - startMs.get(subject!)!) / 1000]
    // Who was lost out of sight had gone before that was told.
    const isPrompt = data.reason === 'exited' || data.reason === 'stopped'
    if (told < 0 || told > was + LATE_SECONDS || (isPrompt && told < was - LATE_SECONDS))
      found.push(`${subject} ${data.reason}: told ${told} s, heard ${was.toFixed(1)} s`)
    count++
  }
  return count > 0 ? found : ['no visit was heard from start to end']
}
