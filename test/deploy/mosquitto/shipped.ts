import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt'
import { expect, vi } from 'vitest'
import { access } from '../../../agent/publish/access.ts'
import { ROOT } from '../../../config/root.ts'
import { Mosquitto } from '../../agent/publish/mosquitto.ts'

export const shipped = (name: string) => fileURLToPath(new URL(`deploy/${name}`, ROOT))

/** Whoever has a certificate. */
export interface Person {
  readonly client: MqttClient
  /** Topics and payloads, in the order in which they came. */
  readonly heard: string[]
  readonly packets: IPublishPacket[]
  listen(...topics: string[]): Promise<void>
  say(topic: string, payload?: string, options?: { retain?: boolean }): Promise<void>
}

/** A broker as it is shipped, with an authority of its own; only paths, port and address are those of the test. */
export class Shipped {
  readonly folder = mkdtempSync(join(tmpdir(), 'aisle-deploy-'))
  readonly #people: MqttClient[] = []
  readonly #acl: string
  mosquitto!: Mosquitto

  /** `acl` is the name of the shipped file; `names` get certificates. */
  constructor(acl: string, names: readonly string[]) {
    this.#acl = join(this.folder, 'aisle.acl')
    copyFileSync(shipped(`mosquitto/${acl}`), this.#acl)
    this.certify(...names)
  }

  certify(...names: string[]): void {
    execFileSync('sh', [shipped('mosquitto/certificates.sh'), this.folder, '127.0.0.1', ...names], { stdio: 'pipe' })
  }

  /** `more` are lines of further shipped files, after those of aisle.conf. */
  async start(more = ''): Promise<void> {
    const conf = `${readFileSync(shipped('mosquitto/aisle.conf'), 'utf8')}\n${more}`
      .replace(/^listener 8883$/m, '')
      .replaceAll('/etc/mosquitto/certs', this.folder)
      .replaceAll('/etc/mosquitto/aisle.acl', this.#acl)
    this.mosquitto = await Mosquitto.start(conf.split('\n'))
  }

  /** `shown` instead of the certificate and key of that name. */
  async as(name: string, options: IClientOptions = {}, shown: Partial<Files> = this.files(name)): Promise<Person> {
    const url = `mqtts://127.0.0.1:${this.mosquitto.port}`
    const client = await mqtt.connectAsync(
      url,
      { ...access({ url, caFile: join(this.folder, 'ca.pem'), ...shown }), reconnectPeriod: 0, ...options },
      false,
    )
    this.#people.push(client)
    const heard: string[] = []
    const packets: IPublishPacket[] = []
    client.on('message', (topic, payload, packet) => {
      heard.push(payload.length > 0 ? `${topic} ${payload}` : topic)
      packets.push(packet)
    })
    return {
      client,
      heard,
      packets,
      // What nobody may subscribe to is granted all the same, or refused: either way nothing must come.
      listen: async (...topics) => void (await client.subscribeAsync(topics, { qos: 1 }).catch(() => {})),
      say: async (topic, payload = '', { retain = false } = {}) =>
        void (await client.publishAsync(topic, payload, { qos: 1, retain }).catch(() => {})),
    }
  }

  files(name: string): Files {
    const file = join(this.folder, name.replaceAll('/', '.'))
    expect(existsSync(`${file}.pem`), `a certificate of ${name}`).toBe(true)
    return { certFile: `${file}.pem`, keyFile: `${file}.key` }
  }

  async end(): Promise<void> {
    for (const client of this.#people) await client.endAsync(true)
    await this.mosquitto?.end()
    rmSync(this.folder, { recursive: true })
  }
}

export interface Files {
  readonly certFile: string
  readonly keyFile: string
}

/** What is delivered of `sent`, to each who listens; `last` is known to reach all of them, and comes last. */
export async function delivered(people: readonly Person[], last: string): Promise<string[][]> {
  const limits = { timeout: 30_000, interval: 20 }
  await vi.waitUntil(() => people.every(({ heard }) => heard.includes(last)), limits)
  return people.map(({ heard }) => heard.filter(one => one !== last).sort())
}
