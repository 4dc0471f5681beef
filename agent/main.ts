#!/usr/bin/env node
import { defineCommand } from 'citty'
import type { Broker } from '../config/broker.ts'
import { Fault } from '../config/fault.ts'
import { loadConfig } from '../config/load.ts'
import { interruption } from './cli/interruption.ts'
import { run } from './cli/run.ts'
import { contextOf } from './events/context.ts'
import { sentence } from './events/sentence.ts'
import { openLog } from './health/log.ts'
import { startAgent } from './lanes/agent.ts'

/** What the broker has not taken by then waits in the database for the next start. */
const DRAIN_MS = 1500

const aisled = defineCommand({
  meta: { name: 'aisled', description: 'The sensing agent of a shop. Runs until it is told to end (Ctrl-C, SIGTERM).' },
  args: {
    config: { type: 'string', description: 'The configuration, a YAML file.', required: true, valueHint: 'FILE' },
    print: { type: 'boolean', description: 'Write a line for each event to standard output.' },
  },
  async run({ args }) {
    const config = loadConfig(args.config)
    if (!config.broker)
      throw new Fault('CONFIG_INVALID', {
        file: args.config,
        count: 1,
        list: '  broker: is missing, expected a section with keys',
      })
    const log = openLog(config.log.level)
    const signal = interruption()
    // Whoever read our lines may stop reading; the shop goes on.
    let isRead = true
    process.stdout.on('error', () => (isRead = false))
    const say = (line: string) => void (isRead && process.stdout.write(`${line}\n`))
    const { tenant, store, agent: name } = config.store
    say(`${args.config}: ${tenant}/${store}/${name}`)
    if (contextOf(config).simulated) say('This shop is SIMULATED, and so is every event: each one says so.')
    const agent = await startAgent(config, {
      pace: 'live',
      signal,
      drainMs: DRAIN_MS,
      warn: fault => log.warn({ code: fault.code }, fault.message),
      lost: (sensor, losses) => log.info({ sensor, ...losses }, 'could not be used since the start'),
      onOnline: url => log.info({ url }, 'publishing'),
      ...(args.print && { onEvent: event => say(sentence(event)) }),
    })
    if (agent.url) say(`Subscribe with: ${subscription(config.broker, agent.url, args.config)}`)
    const { waiting, embedded } = await agent.stopped
    log.info({ waiting, embedded }, 'stopped')
  },
})

/** The command that shows what this agent publishes. */
function subscription(broker: Broker, url: string, file: string): string {
  const { protocol, hostname, port } = new URL(url)
  const isPlain = protocol === 'mqtt:' && !(broker.kind === 'remote' && broker.username)
  if (!isPlain) return `aislectl events tail --config ${file}`
  return `mosquitto_sub -h ${hostname.replace(/[[\]]/g, '')} -p ${port || 1883} -t 'aisle/#' -v`
}

await run(aisled, process.argv.slice(2))
