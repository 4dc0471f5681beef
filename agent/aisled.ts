import { defineCommand } from 'citty'
import type { Broker } from '../config/broker.ts'
import type { Config } from '../config/config.ts'
import { Fault } from '../config/fault.ts'
import { loadConfig } from '../config/load.ts'
import { allowance } from './allowance.ts'
import { interruption } from './cli/interruption.ts'
import { contextOf } from './events/context.ts'
import { sentence } from './events/sentence.ts'
import { keepRenewed } from './fleet/renew.ts'
import { openLog } from './health/log.ts'
import { notifier } from './health/notify.ts'
import { watchdog, watchdogMs } from './health/watchdog.ts'
import { type Agent, startAgent } from './lanes/agent.ts'
import { runs } from './runs.ts'

/** What the broker has not taken by then waits in the database for the next start. */
const DRAIN_MS = 1500

/** The daemon. */
export const aisled = defineCommand({
  meta: { name: 'aisled', description: 'The sensing agent of a shop. Runs until it is told to end (Ctrl-C, SIGTERM).' },
  args: {
    config: { type: 'string', description: 'The configuration, a YAML file.', required: true, valueHint: 'FILE' },
    print: { type: 'boolean', description: 'Write a line for each event to standard output.' },
  },
  async run({ args }) {
    const log = openLog('info')
    const signal = interruption()
    // Whoever read our lines may stop reading; the shop goes on.
    let isRead = true
    process.stdout.on('error', () => (isRead = false))
    const say = (line: string) => void (isRead && process.stdout.write(`${line}\n`))
    const warn = (fault: Fault) => log.warn({ code: fault.code }, fault.message)
    const notify = notifier(process.env, why => warn(new Fault('SYSTEMD_DEAF', { why })))
    let agent: Agent | undefined
    const limitMs = watchdogMs(process.env, process.pid)
    const told = (sensor: string) => warn(new Fault('LANE_STUCK', { sensor }))
    const dog = limitMs === undefined ? undefined : watchdog(limitMs, { notify, stuck: () => agent?.stuck(), told })
    signal.addEventListener('abort', () => void notify('STOPPING=1'), { once: true })
    await runs(args.config, {
      load: loadDaemon,
      signal,
      warn,
      ended: ({ waiting, embedded }) => log.info({ waiting, embedded }, 'stopped'),
      async start({ config, onOnline, ...run }) {
        const { tenant, store, agent: name } = config.store
        log.level = config.log.level
        say(`${args.config}: ${tenant}/${store}/${name}`)
        if (contextOf(config).simulated) say('This shop is SIMULATED, and so is every event: each one says so.')
        agent = await startAgent(config, {
          ...run,
          pace: 'live',
          drainMs: DRAIN_MS,
          allowedMegabytes: allowance(),
          lost: (sensor, losses) => log.info({ sensor, ...losses }, 'could not be used since the start'),
          onOnline: url => {
            onOnline()
            void notify(`STATUS=publishing to ${url}`)
            log.info({ url }, 'publishing')
          },
          onConsole: url => say(`Look at the shop: ${url}`),
          ...(args.print && { onEvent: event => say(sentence(event)) }),
        })
        void keepRenewed(config.broker, {
          ...{ signal: run.signal, now: Date.now, warn },
          renewed: until => log.info({ until: until.toISOString() }, 'the certificate for the broker was renewed'),
        })
        if (config.broker?.kind === 'embedded') warn(new Fault('BROKER_EMBEDDED', { url: agent.url! }))
        if (agent.url) say(`Subscribe with: ${subscription(config.broker!, agent.url, args.config)}`)
        await notify('READY=1', `STATUS=${tenant}/${store}/${name} runs`)
        return agent
      },
    }).finally(() => dog?.close())
  },
})

/** A configuration that this program can run. @throws Fault CONFIG_UNREADABLE, CONFIG_INVALID */
function loadDaemon(file: string): Config {
  const config = loadConfig(file)
  if (config.broker) return config
  const list = '  broker: is missing, expected a section with keys'
  throw new Fault('CONFIG_INVALID', { file, count: 1, list })
}

/** The command that shows what this agent publishes. A certificate is a name, and a name one connection: ours is not to be shown a second time. */
function subscription(broker: Broker, url: string, file: string): string {
  const { protocol, hostname, port } = new URL(url)
  const isPlain = protocol === 'mqtt:' && !(broker.kind === 'remote' && broker.username)
  const isCertified = protocol !== 'mqtt:' && protocol !== 'ws:' && broker.kind === 'remote' && broker.certFile
  if (isCertified) return `aislectl events tail --config ${file} --cert YOURS.pem --key YOURS.key`
  if (!isPlain) return `aislectl events tail --config ${file}`
  return `mosquitto_sub -h ${hostname.replace(/[[\]]/g, '')} -p ${port || 1883} -t 'aisle/#' -v`
}
