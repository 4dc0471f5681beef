import { defineCommand } from 'citty'
import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import { loadConfig } from '../../config/load.ts'
import { isSimulated } from '../../config/simulation.ts'
import type { Event } from '../events/contract.ts'
import { Heat } from '../floor/heat.ts'
import { startAgent } from '../lanes/agent.ts'
import { heatMap } from './heatmap.ts'
import { interruption } from './interruption.ts'
import { openPart, type Part } from './part.ts'
import { wantPng } from './png.ts'
import { EXIT, print } from './run.ts'

/** A broker that takes nothing for this long keeps what is left waiting in the database. */
const DRAIN_MS = 60_000

export const replay = defineCommand({
  meta: {
    name: 'replay',
    description:
      'Run the configured recordings to their end, as fast as it goes, dropping nothing. Events go to the broker, if one is configured.',
  },
  args: {
    config: { type: 'string', description: 'The configuration, a YAML file.', required: true, valueHint: 'FILE' },
    events: { type: 'string', description: 'Write the events here, one JSON object a line.', valueHint: 'OUT.ndjson' },
    heat: {
      type: 'string',
      description: 'Draw here where people were for how long, but where fewer than presence.k have been.',
      valueHint: 'OUT.png',
    },
    json: { type: 'boolean', description: 'One JSON object at the end: how many events of which type.' },
  },
  async run({ args }) {
    wantPng('--heat', args.heat)
    const config = recordingsOf(loadConfig(args.config), args.config)
    if (args.events !== undefined && args.events === args.heat)
      throw new Fault('ARGUMENT_INVALID', {
        argument: '--heat',
        value: args.heat,
        expected: 'another file than --events',
      })
    const parts: Part[] = []
    const open = async (path: string | undefined) => {
      if (path === undefined) return undefined
      const part = await openPart(path)
      parts.push(part)
      return part
    }
    try {
      const told = await play(config, await open(args.events), await open(args.heat))
      for (const part of parts.splice(0)) await part.keep()
      const { total, counts, waiting, seconds, isComplete } = told
      print(args.json, { events: total, counts, waiting, seconds, isComplete }, () =>
        [
          ...Object.entries(counts).map(([type, count]) => `${String(count).padStart(8)} ${type}`),
          `${total} events in ${seconds} s${waiting > 0 ? `; ${waiting} still wait for the broker, until the next replay` : ''}`,
        ].join('\n'),
      )
      if (waiting > 0 || !isComplete) process.exitCode = EXIT.failed
    } finally {
      for (const part of parts) await part.drop()
    }
  },
})

/** Plays all of it into the files that there are, and answers what there was. */
async function play(config: Config, events: Part | undefined, picture: Part | undefined) {
  const signal = interruption()
  const counts: Record<string, number> = {}
  const heat = picture && new Heat(config.floor)
  const progress = openProgress()
  const startedMs = performance.now()
  const agent = await startAgent(config, {
    pace: 'replay',
    signal,
    drainMs: DRAIN_MS,
    warn: fault => void process.stderr.write(`aislectl: ${fault.message}\n`),
    lost: (sensor, losses) =>
      void process.stderr.write(`aislectl: of ${sensor} could not be used: ${JSON.stringify(losses)}\n`),
    ...(heat && { heat }),
    onEvent: (event: Event) => {
      counts[event.type] = (counts[event.type] ?? 0) + 1
      progress.see(event)
      events?.write(`${JSON.stringify(event)}\n`)
    },
  })
  const { waiting } = await agent.stopped.finally(() => progress.close())
  if (heat) picture.write(await heatMap(heat, config, { isSimulated: isSimulated(config) }))
  const seconds = Math.round(performance.now() - startedMs) / 1000
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return { total, counts, waiting, seconds, isComplete: !signal.aborted }
}

/** The configuration without its live sensors, which have no end. @throws Fault NOTHING_RECORDED */
function recordingsOf(config: Config, file: string): Config {
  const recorded = new Set(['file', 'recording', 'savefile', ...(config.simulation?.seconds ? ['simulated'] : [])])
  const only = <T extends { readonly feed: { readonly driver: string } }>(sensors: readonly T[]) =>
    sensors.filter(sensor => recorded.has(sensor.feed.driver))
  const left = {
    cameras: only(config.cameras),
    depth: only(config.depth),
    wifi: only(config.wifi),
    scanners: only(config.scanners),
  }
  if (Object.values(left).every(sensors => sensors.length === 0)) throw new Fault('NOTHING_RECORDED', { file })
  return { ...config, ...left }
}

/** Where a replay is, on a terminal, once a second. */
function openProgress(): { see(event: Event): void; close(): void } {
  let [events, time] = [0, '']
  const show = () => process.stderr.write(`\r${events} events, ${time.slice(0, 19)}`)
  const timer = process.stderr.isTTY ? setInterval(show, 1000) : undefined
  return {
    see(event) {
      events++
      time = event.time
    },
    close() {
      if (timer === undefined) return
      clearInterval(timer)
      process.stderr.write('\r\x1b[K')
    },
  }
}
