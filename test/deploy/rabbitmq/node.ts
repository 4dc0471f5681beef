import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shipped } from '../mosquitto/shipped.ts'

/** Where Debian keeps the programs themselves; those in the search path would become the user rabbitmq, and use the system's folders. */
export const BIN = '/usr/lib/rabbitmq/bin'

/** Six spinning schedulers on two cores would take from each other what there is; and so do those of each command. */
const SPARING = '+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none'

/** Ports of one node on loopback. */
export interface Ports {
  readonly amqps: number
  readonly mqtts: number
  readonly between: number
}

/** One of three RabbitMQ on loopback, as it is shipped: only name, ports, folders and the room that it asks of the disk are those of the test. */
export class Node {
  readonly name: string
  readonly ports: Ports
  readonly env: NodeJS.ProcessEnv
  readonly #log: string
  #child: ChildProcess | undefined

  /** `folder` has the certificates, and room for a folder of each node; `env` is what all nodes share. */
  constructor(number: number, ports: Ports, folder: string, env: NodeJS.ProcessEnv) {
    const name = `fleet-${number}@localhost`
    const own = join(folder, `fleet-${number}`)
    mkdirSync(own)
    writeFileSync(join(own, 'rabbitmq.conf'), configuration(ports, folder))
    this.name = name
    this.ports = ports
    this.#log = join(own, 'out')
    this.env = {
      ...env,
      RABBITMQ_NODENAME: name,
      RABBITMQ_DIST_PORT: String(ports.between),
      RABBITMQ_CONFIG_FILE: join(own, 'rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(own, 'none.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: shipped('rabbitmq/enabled_plugins'),
      RABBITMQ_MNESIA_BASE: own,
      RABBITMQ_LOG_BASE: own,
      RABBITMQ_SCHEMA_DIR: join(own, 'schema'),
      RABBITMQ_GENERATED_CONFIG_DIR: join(own, 'generated'),
      RABBITMQ_PID_FILE: join(own, 'pid'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${SPARING} -kernel inet_dist_use_interface {127,0,0,1}`,
      RABBITMQ_CTL_ERL_ARGS: SPARING,
      // The process that is started is the node itself then, not a shell before it.
      RUNNING_UNDER_SYSTEMD: 'true',
    }
  }

  start(): void {
    const out = openSync(this.#log, 'a')
    this.#child = spawn(join(BIN, 'rabbitmq-server'), [], { env: this.env, stdio: ['ignore', out, out] })
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null
  }

  /** As when the machine loses its power. */
  async kill(): Promise<void> {
    if (!this.isRunning) return
    const gone = once(this.#child!, 'exit')
    this.#child!.kill('SIGKILL')
    await gone
  }

  /** The last of what it said, for whoever wonders why it hangs. */
  get said(): string {
    return `${this.name}:\n${readFileSync(this.#log, 'utf8').split('\n').slice(-15).join('\n')}`
  }
}

function configuration({ amqps, mqtts }: Ports, folder: string): string {
  let text = readFileSync(shipped('rabbitmq/rabbitmq.conf'), 'utf8')
  for (const [was, is] of [
    [/rabbit@(fleet-[123])/g, '$1@localhost'],
    [/(?<=^listeners.ssl.default = )5671$/m, `127.0.0.1:${amqps}`],
    [/(?<=^mqtt.listeners.ssl.default = )8883$/m, `127.0.0.1:${mqtts}`],
    [/\/etc\/rabbitmq\/certs/g, folder],
    [/(?<=^disk_free_limit.absolute = )5GB$/m, '50MB'],
  ] as const) {
    if (!was.test(text)) throw new Error(`rabbitmq.conf has no ${was} any more`)
    text = text.replace(was, is)
  }
  return text
}
