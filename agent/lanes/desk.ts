import { existsSync } from 'node:fs'
import mqtt, { type MqttClient } from 'mqtt'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import { Pseudonym } from '../identity/claims.ts'
import type { MemberFact } from '../identity/gallery/fact.ts'
import { openGallery } from '../identity/gallery/gallery.ts'
import { readStoreKey } from '../identity/gallery/key.ts'
import { netOf } from '../identity/gallery/net.ts'
import { Pseudonyms } from '../identity/gallery/pseudonyms.ts'
import { openLedger } from '../identity/ledger.ts'
import { trustOf } from '../identity/trust.ts'
import { access, type Remote } from '../publish/access.ts'
import { Requests, requestTopics } from '../publish/requests.ts'

const RECONNECT_MS = 1000

/** Where members are asked about over the broker. */
export interface Desk {
  readonly client: MqttClient
  close(): Promise<void>
}

export interface DeskOptions {
  readonly broker: Remote
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  readonly tell: (fact: MemberFact) => void
  /** Returns when what was told is on the disk. */
  readonly keep: () => void
  readonly warn: (fault: Fault) => void
}

/** Opens it where there is a gallery; what stands in the way is told to `warn`, and then nobody serves. */
export function openDesk(config: Config, { broker, source, tell, keep, warn }: DeskOptions): Desk | undefined {
  const { identity, privacy } = config
  if (!identity || !existsSync(identity.gallery.path)) return undefined
  const undo: (() => void)[] = []
  try {
    const gallery = openGallery(identity.gallery.path, readStoreKey(identity.gallery.key), netOf())
    undo.push(() => gallery.close())
    const pseudonyms = new Pseudonyms(identity.subscribers)
    undo.push(() => pseudonyms.wipe())
    const ledger = openLedger(privacy.ledger, trustOf(config))
    undo.push(() => ledger.close())
    const erase = {
      shape: { member: Pseudonym },
      serve({ member }: Record<string, string>, atMs: number) {
        const looked = gallery.erase(member)
        if (!looked) throw new Fault('MEMBER_UNKNOWN', { member, file: 'the gallery' })
        for (const called of pseudonyms.of(member)) tell({ kind: 'member.erased', atMs, ...called })
        keep()
        const { files, bytes } = looked
        return { member, erasedAt: new Date(atMs).toISOString(), searched: { files, bytes, found: 0 } }
      },
    }
    const requests = new Requests(source, { erase }, (...number) => ledger.once(...number))
    const client = mqtt.connect(broker.url, {
      ...access(broker),
      protocolVersion: broker.protocol === '5' ? 5 : 4,
      clientId: `aisle${source.replaceAll('/', '-')}-desk`,
      clean: true,
      reconnectPeriod: RECONNECT_MS,
    })
    client.on('error', () => {})
    client.on('connect', () => client.subscribe(requestTopics(source), { qos: 1 }))
    let last = Promise.resolve()
    client.on('message', (_, __, packet) => {
      last = last.then(async () => {
        const answer = await requests.hear(packet, Date.now())
        if (!answer) return
        const { topic, body, correlationData } = answer
        client.publish(topic, body, { qos: 1, ...(correlationData && { properties: { correlationData } }) })
      })
    })
    return {
      client,
      async close() {
        await last
        await client.endAsync()
        for (const one of undo.toReversed()) one()
      },
    }
  } catch (thrown) {
    for (const one of undo.toReversed()) one()
    const { path } = identity.gallery
    warn(thrown instanceof Fault ? thrown : new Fault('GALLERY_UNUSABLE', { file: path, why: why(thrown) }, thrown))
    return undefined
  }
}
