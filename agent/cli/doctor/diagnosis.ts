import { embeddedUrl } from '../../../config/broker.ts'
import type { Config } from '../../../config/config.ts'
import type { Ms } from '../../../config/units.ts'
import { contextOf } from '../../events/context.ts'
import { seal } from '../../events/envelope.ts'
import { tell } from '../../events/tell.ts'
import { answerTopic } from '../../events/wire.ts'
import type { Checked } from '../../health/check/checked.ts'
import { foreseen } from '../../health/check/foreseen.ts'
import {
  each,
  type Found,
  failed,
  isSound,
  passed,
  type Step,
  unreached,
  type Way,
  walk,
} from '../../health/doctor/hop.ts'
import { machine } from '../../health/doctor/machine.ts'
import { running } from '../../health/doctor/running.ts'
import { found, type Kept, stored, worse } from '../../health/doctor/store.ts'
import { type EmbeddedBroker, embed } from '../../publish/embedded.ts'
import { openVision, type Vision } from '../../vision/vision.ts'
import { type Running, runningWith } from './agent.ts'
import { acknowledged, type Line, spokenTo, wayTo } from './broker.ts'
import { configuration } from './configuration.ts'
import { mayListen, unheard } from './listen.ts'
import { type Probed, sensorsOf } from './sensors.ts'
import { acknowledgedLately, admitted, met, waiting } from './told.ts'

export interface Diagnosis {
  /** Whether an agent runs, and was asked. */
  readonly running: boolean
  readonly ways: readonly Way[]
}

export interface Asked {
  /** One sensor alone; without it, all. */
  readonly sensor?: string
  /** How long a sensor may take to deliver something. */
  readonly patienceMs: Ms
  /** And how long it is watched from then on. */
  readonly watchMs?: Ms
  readonly nowMs: Ms
}

const AGENT = ['running']
const MACHINE = ['files', 'folder', 'database', 'models', 'drift', 'clock', 'load']
const BROKER = ['name', 'connection', 'CONNECT', 'acknowledgement']

/**
 * Goes the way of what is sensed, hop by hop: this machine, the broker, and each sensor up to the acknowledgement of the broker. Where an
 * agent runs it is asked, and nothing that it has open is opened a second time; where none does, everything is opened for a few seconds
 * and given back. Never throws.
 */
export async function diagnose(file: string, asked: Asked): Promise<Diagnosis> {
  const { way, report } = await configuration(file, asked.nowMs)
  if (!report?.config)
    return {
      running: false,
      ways: [way, unreached('agent', AGENT), unreached('this machine', MACHINE), unreached('broker', BROKER)],
    }
  return new Examination(report, report.config, asked).all(way, file)
}

class Examination {
  readonly #report: Checked
  readonly #config: Config
  readonly #asked: Asked
  readonly #source: string
  readonly #line: Line = {}
  #embedded: EmbeddedBroker | undefined
  #vision: Promise<Vision> | undefined
  /** An agent has the database, and does not open its door. */
  #isHeld = false

  constructor(report: Checked, config: Config, asked: Asked) {
    this.#report = report
    this.#config = config
    this.#asked = asked
    this.#source = contextOf(config).source
  }

  async all(read: Way, file: string): Promise<Diagnosis> {
    let agent: Running | undefined
    const ofAgent = await walk('agent', [
      {
        hop: 'running',
        next: 'Ask as the user of the agent, or as somebody of its group; where it hangs: systemctl restart aisled',
        run: async () => met((agent = await runningWith(this.#config, file)), file),
      },
    ])
    this.#isHeld = !isSound(ofAgent)
    try {
      const here = await each(
        'this machine',
        machine(this.#config, this.#report, () => this.#database(agent), this.#asked.nowMs, file),
      )
      const broker = await walk(this.#brokerName(), this.#brokerSteps(agent))
      const probed = sensorsOf(
        this.#config,
        () => (this.#vision ??= openVision(this.#config.models, ['people'])),
        this.#asked,
      )
      const wanted = probed.filter(({ id }) => this.#asked.sensor === undefined || id === this.#asked.sensor)
      const level =
        agent?.state.level ?? (await foreseen(this.#config, this.#asked.nowMs).catch(() => undefined))?.level
      const sensors = await Promise.all(
        wanted.map(one =>
          walk(
            `${one.kind} ${one.id}`,
            one.kind === 'wifi' && !mayListen(level)
              ? [unheard(level)]
              : [...this.#sensorSteps(one, agent), ...this.#told(one.id, agent, isSound(broker))],
          ),
        ),
      )
      return { running: agent !== undefined, ways: [read, ofAgent, here, broker, ...sensors] }
    } finally {
      await this.#line.client?.endAsync(true).catch(() => {})
      await this.#embedded?.close()
      await (await this.#vision?.catch(() => undefined))?.close()
    }
  }

  #database(agent: Running | undefined): Found {
    const { outbox } = this.#config
    if (agent)
      return agent.checks
        .filter(({ check }) => check === 'store' || check === 'disk')
        .map(found)
        .reduce(worse, passed('in use'))
    const kept: Kept = stored(outbox.path, this.#source, outbox.maxMegabytes, this.#asked.nowMs)
    this.#isHeld ||= kept.isBusy === true
    return kept
  }

  #brokerName(): string {
    const { broker } = this.#config
    if (!broker) return 'broker'
    return `broker ${broker.kind === 'remote' ? broker.url : embeddedUrl(broker)}`
  }

  #brokerSteps(agent: Running | undefined): Step[] {
    const { broker } = this.#config
    const { nowMs } = this.#asked
    if (!broker)
      return [
        {
          hop: 'configuration',
          next: '',
          run: () => failed('the configuration has no section broker', 'Add one: aisled does not start without.'),
        },
      ]
    if (agent) {
      const remote =
        broker.kind === 'remote'
          ? broker
          : ({ kind: 'remote', protocol: '5', url: agent.state.broker?.url ?? embeddedUrl(broker) } as const)
      return [...wayTo(remote, nowMs), ...admitted(agent, remote)]
    }
    if (broker.kind === 'remote') return [...wayTo(broker, nowMs), ...this.#spoken(() => broker)]
    const port: Step = {
      hop: 'port',
      next: 'Check broker.host and broker.port.',
      run: async () => {
        this.#embedded = await embed(broker)
        return passed(`the one inside the agent, for demonstrations only, can listen on ${this.#embedded.url}`)
      },
    }
    return [port, ...this.#spoken(() => ({ kind: 'remote', protocol: '3.1.1', url: this.#embedded!.url }))]
  }

  #spoken(broker: Parameters<typeof spokenTo>[0]): Step[] {
    if (this.#isHeld) return [untried('CONNECT')]
    return spokenTo(broker, this.#source, this.#event(this.#source.split('/')[3]), this.#config, this.#line)
  }

  #sensorSteps({ id, outside, inside }: Probed, agent: Running | undefined): Step[] {
    const told = agent?.state.sensors.find(sensor => sensor.id === id)
    if (told) return [...outside, ...running(told)]
    if (agent) return [...outside, untried('login', 'the agent was started before it was in the configuration')]
    return this.#isHeld ? [...outside, untried('login')] : [...outside, ...inside]
  }

  /** What is sensed becomes an event that fits the contract, and the broker acknowledges it. */
  #told(id: string, agent: Running | undefined, isReached: boolean): Step[] {
    const isOver: Found = { mark: 'unreached', found: 'the broker is not reached (see there)' }
    let body = ''
    return [
      {
        hop: 'event',
        next: 'This is a fault in Aisle; please report it.',
        run: () => {
          if (agent) return waiting(agent)
          body = this.#event(id)
          return passed(`fits the contract, ${Buffer.byteLength(body)} bytes`)
        },
      },
      {
        hop: 'broker',
        next: 'See the way of the broker.',
        run: () => {
          if (!isReached) return isOver
          if (agent) return acknowledgedLately(agent)
          if (!this.#line.client) return isOver
          return acknowledged(
            this.#line.client,
            answerTopic(this.#source, 'doctor', id),
            body,
            `aisle/v1${this.#source}/#`,
          )
        },
      },
    ]
  }

  /** An event of that sensor, as the border would let it out. It goes to where nobody but the doctor may read. */
  #event(sensor: string): string {
    const { nowMs: atMs } = this.#asked
    const draft = tell({ kind: 'sensor.recovered', sensor, atMs, sinceMs: atMs }, contextOf(this.#config))
    return JSON.stringify(seal(draft, { epoch: 1, sequence: 1 }))
  }
}

/** An agent is there that does not answer us: whatever it has open is left to it. */
function untried(hop: string, since = 'an agent has it that does not answer us'): Step {
  return {
    hop,
    next: '',
    run: () => ({ mark: 'unreached', found: `not tried, since ${since}` }),
  }
}
