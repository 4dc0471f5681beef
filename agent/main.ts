#!/usr/bin/env node
import { defineCommand } from 'citty'
import { Fault } from '../config/fault.ts'
import { loadConfig } from '../config/load.ts'
import { interruption } from './cli/interruption.ts'
import { run } from './cli/run.ts'
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
    const say = (line: string) => void process.stdout.write(`${line}\n`)
    if (config.simulation) say('This shop is SIMULATED, and so is every event: each one says so.')
    const agent = await startAgent(config, {
      pace: 'live',
      signal,
      drainMs: DRAIN_MS,
      warn: fault => log.warn({ code: fault.code }, fault.message),
      dropped: (sensor, frames) => log.info({ sensor, frames }, 'frames came faster than they could be looked at'),
      onOnline: url => log.info({ url }, 'publishing'),
      ...(args.print && { onEvent: event => say(sentence(event)) }),
    })
    if (agent.url) say(`Subscribe with: ${subscription(agent.url)}`)
    const { waiting } = await agent.stopped
    log.info({ waiting }, 'stopped')
  },
})

/** The command that shows what this agent publishes. */
function subscription(url: string): string {
  const { hostname, port, protocol } = new URL(url)
  const isSecure = protocol === 'mqtts:'
  return `mosquitto_sub -h ${hostname} -p ${port || (isSecure ? 8883 : 1883)} -t 'aisle/#' -v${isSecure ? ' --cafile CA.pem' : ''}`
}

await run(aisled, process.argv.slice(2))
