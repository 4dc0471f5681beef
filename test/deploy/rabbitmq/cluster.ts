import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { vi } from 'vitest'
import { answers, freePort } from '../../agent/publish/mosquitto.ts'
import { Line } from '../line.ts'
import { type Files, shipped } from '../mosquitto/shipped.ts'
import { BIN, Node } from './node.ts'

const RUNBOOK = readFileSync(shipped('rabbitmq/README.md'), 'utf8').replaceAll(/\s+/g, ' ')

/** Three brokers of a fleet on loopback, set up by the commands of the runbook; and the two addresses that stand before them. */
export class Cluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'aisle-fleet-'))
  nodes: readonly Node[] = []
  /** What agents and consumers are given instead of a machine: it leads to one that answers. */
  mqtts!: Line
  amqps!: Line
  #epmd: ChildProcess | undefined

  /** Starts three and waits until they are one. `names` get certificates. */
  async start(...names: string[]): Promise<void> {
    const certificates = [shipped('mosquitto/certificates.sh'), this.folder, '127.0.0.1', ...names]
    execFileSync('sh', certificates, { stdio: 'pipe' })
    const ports = await freePorts(10)
    const port = ports.pop()!
    const home = join(this.folder, 'home')
    mkdirSync(home)
    writeFileSync(join(home, '.erlang.cookie'), randomBytes(16).toString('hex'), { mode: 0o400 })
    writeFileSync(join(home, 'rabbitmq-env.conf'), '')
    const env = {
      PATH: `${BIN}:${process.env.PATH}`,
      LANG: 'C.UTF-8',
      HOME: home,
      RABBITMQ_CONF_ENV_FILE: join(home, 'rabbitmq-env.conf'),
      // A register of names of our own, or the nodes would start one that outlives them, or find that of the system.
      ERL_EPMD_PORT: String(port),
      ERL_EPMD_ADDRESS: '127.0.0.1',
    }
    this.#epmd = spawn('epmd', ['-port', String(port), '-address', '127.0.0.1'], { env, stdio: 'ignore' })
    this.nodes = [1, 2, 3].map(number => {
      const [amqps, mqtts, between] = ports.splice(0, 3) as [number, number, number]
      return new Node(number, { amqps, mqtts, between }, this.folder, env)
    })
    const [first, ...others] = this.nodes as [Node, Node, Node]
    for (const some of [[first], others]) {
      for (const node of some) node.start()
      await Promise.all(some.map(node => this.awaken(node)))
    }
    this.mqtts = new Line(this.nodes.map(node => node.ports.mqtts))
    this.amqps = new Line(this.nodes.map(node => node.ports.amqps))
    await this.mqtts.mend()
    await this.amqps.mend()
  }

  /** A command of the runbook, word for word but for the names that it is given, at a node that runs. */
  async run(command: string, { at = this.#living(), names = [] as readonly string[], json = false } = {}) {
    if (!RUNBOOK.includes(`\`${command}\``)) throw new Error(`the runbook does not say \`${command}\``)
    const line = command.replace('TENANT/STORE/AGENT', names.join(' ')) + (json ? ' --formatter json' : '')
    return shell(line, at)
  }

  /** Waits until a node serves: it listens when all else of it has started. */
  async awaken(node: Node): Promise<void> {
    const isThere = async () => !node.isRunning || (await answers(node.ports.mqtts))
    await vi.waitUntil(isThere, { timeout: 150_000, interval: 100 }).catch(() => {})
    if (!(await answers(node.ports.mqtts))) throw new Error(`it does not start: ${node.said}`)
  }

  /** Who leads a queue, and who of its members is there. */
  async quorum(): Promise<{ readonly node: Node; readonly isLeader: boolean; readonly has: number }[]> {
    const told = await this.run('rabbitmq-queues quorum_status aisle.events', { json: true })
    return (JSON.parse(told) as Member[]).map(member => ({
      node: this.nodes.find(({ name }) => name === member['Node Name'])!,
      isLeader: member['Raft State'] === 'leader',
      has: Number(member['Commit Index']),
    }))
  }

  /** What shows a broker who somebody is, and who the broker is. */
  files(name: string): Files & { readonly caFile: string } {
    const file = join(this.folder, name.replaceAll('/', '.'))
    return { caFile: join(this.folder, 'ca.pem'), certFile: `${file}.pem`, keyFile: `${file}.key` }
  }

  async end(): Promise<void> {
    await this.mqtts?.cut()
    await this.amqps?.cut()
    for (const node of this.nodes) await node.kill()
    const epmd = this.#epmd
    if (epmd?.exitCode === null) {
      const gone = once(epmd, 'exit')
      epmd.kill()
      await gone
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  #living(): Node {
    return this.nodes.find(node => node.isRunning)!
  }
}

interface Member {
  readonly 'Node Name': string
  readonly 'Raft State': string
  readonly 'Commit Index': number | string
}

async function shell(line: string, node: Node): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('sh', ['-ec', line], {
      cwd: shipped('rabbitmq'),
      env: node.env,
      timeout: 150_000,
    })
    return stdout
  } catch (thrown) {
    const { stdout, stderr } = thrown as { stdout?: string; stderr?: string }
    throw new Error(`${line}\n${stdout}\n${stderr}\n${node.said}`, { cause: thrown })
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) ports.add(await freePort())
  return [...ports]
}
