import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tell as draft } from '../../../agent/events/tell.ts'
import { openLog } from '../../../agent/health/log.ts'
import { Faces } from '../../../agent/identity/faces/faces.ts'
import { ANYTHING } from '../../../agent/identity/faces/quality.ts'
import { Enrolment } from '../../../agent/identity/gallery/enrolment.ts'
import { openGallery } from '../../../agent/identity/gallery/gallery.ts'
import { readStoreKey } from '../../../agent/identity/gallery/key.ts'
import { netOf } from '../../../agent/identity/gallery/net.ts'
import { Pseudonyms } from '../../../agent/identity/gallery/pseudonyms.ts'
import { Recogniser } from '../../../agent/identity/gallery/recogniser.ts'
import { Registrar } from '../../../agent/identity/gallery/registrar.ts'
import { Authorisation, Gate } from '../../../agent/identity/gate.ts'
import { takeIn } from '../../../agent/identity/intake.ts'
import { openLedger } from '../../../agent/identity/ledger.ts'
import { verifyPass } from '../../../agent/identity/pass.ts'
import { type Bearer, permitOfPass } from '../../../agent/identity/permit.ts'
import { keyOf } from '../../../agent/identity/token.ts'
import { Outbox } from '../../../agent/publish/outbox.ts'
import { connect } from '../../../agent/publish/publisher.ts'
import { openStore } from '../../../agent/store/store.ts'
import type { Picture } from '../../../agent/vision/picture.ts'
import type { Located } from '../../../models/locate.ts'
import { context } from '../../agent/events/facts.ts'

/** A shop that recognises its members, in a process of its own, told by its parent who comes by. */

export interface Setup {
  readonly folder: string
  readonly url: string
  readonly nowMs: number
  readonly key: {
    readonly kid: string
    readonly x: string
    readonly issuer: string
    readonly audiences: readonly string[]
  }
  readonly subscribers: readonly { readonly id: string; readonly keyFile: string }[]
  readonly detector: Located
  readonly embedder: Located
}

export type Order =
  | { readonly setup: Setup }
  | { readonly token: string }
  /** Somebody stands before the camera. Without a code nobody may look closer. */
  | { readonly look: Picture; readonly code?: string; readonly track: number }
  /** Begins an enrolment of whoever has the consent, or takes a further look for it. */
  | { readonly enrol: Picture; readonly code: string; readonly receipt: string }
  | { readonly counted: true }
  /** Does with what nobody should do what nobody should do with it. */
  | { readonly slip: Buffer; readonly kept: 'memory' | 'file' | 'log' | 'broker' }
  | { readonly close: true }

const FORGED = {} as Authorisation
const slips: Buffer[] = []
let shop: Awaited<ReturnType<typeof open>>
process.on('message', (order: Order) => {
  void obey(order).then(
    answer => process.send!({ answer }),
    thrown => process.send!({ thrown: String(thrown) }),
  )
})

async function obey(order: Order): Promise<unknown> {
  if ('setup' in order) {
    shop = await open(order.setup)
    return shop.url
  }
  if ('token' in order) return takeIn(shop.ledger, order.token, shop.nowMs)
  if ('look' in order) return shop.look(order.look, order.code, { sensor: 'door', track: order.track })
  if ('enrol' in order) return shop.enrol(order.enrol, order.code, order.receipt)
  if ('counted' in order) return shop.faces.embeddedInAll()
  if ('slip' in order) return shop.slip(order.slip, order.kept)
  return shop.close()
}

async function open({ folder, url, nowMs, key, subscribers, detector, embedder }: Setup) {
  const log = openLog('trace')
  const at = (name: string) => join(folder, name)
  const keys = [{ kid: key.kid, key: keyOf(key.x), fromMs: nowMs - 1e10, untilMs: nowMs + 1e10 }]
  const trust = { issuer: key.issuer, audiences: key.audiences, keys }
  const ledger = openLedger(at('consent.db'), trust)
  const gate = new Gate(ledger, { level: 'members', jurisdiction: 'eu', purposes: ['welcome'], staleMs: 86_400_000 })
  const gallery = openGallery(at('gallery.db'), readStoreKey({ kind: 'file', path: at('store.key') }), netOf(), 'UTC')
  const store = openStore({ path: at('aisle.db') }, nowMs)
  const outbox = new Outbox(store, {
    context,
    atMs: nowMs,
    commitMs: 10,
    maxMegabytes: 64,
    onFault: fault => log.warn(fault),
  })
  const publisher = await connect({ kind: 'remote', url, protocol: '5' }, outbox, { window: 50, version: '0.0.0' })
  const faces = await Faces.start(detector, embedder, gate)
  const pseudonyms = new Pseudonyms([...subscribers])
  const recogniser = new Recogniser({
    faces,
    gate,
    gallery,
    pseudonyms,
    demand: 'code-without-depth',
    tell: fact => {
      log.trace(fact)
      outbox.append(draft(fact, context))
    },
  })
  const registrar = new Registrar(ledger, gallery)
  const enrolments = new Map<string, Enrolment>()
  const given = new Map<string, Authorisation>()

  /** What a code allows whoever stands there; asked once for each code, as a pass is good once. */
  const authorised = async (code: string, bearer: Bearer) => {
    const known = given.get(code)
    if (known) return known
    const once = (number: string, untilMs: number) => ledger.once(number, untilMs, nowMs)
    const made = await verifyPass(code, trust, once, nowMs)
    if (!('pass' in made)) throw new Error(made.refused)
    const permit = permitOfPass(made.pass, 'till', bearer, nowMs, { lanes: new Set(), permitMs: 60_000 })
    const answer = await gate.ask(permit, 'welcome', nowMs)
    if (!(answer instanceof Authorisation)) throw new Error(answer.reason)
    given.set(code, answer)
    return answer
  }
  const nearest = (look: Awaited<ReturnType<Faces['look']>>) => look.faces.toSorted((a, b) => b.width - a.width)[0]

  return {
    url,
    nowMs,
    ledger,
    faces,
    async look(picture: Picture, code: string | undefined, bearer: Bearer) {
      const look = await faces.look(picture, 0.5, true)
      const face = nearest(look)
      try {
        if (!face) return 'no-face'
        if (!code)
          return await faces.embed(FORGED, bearer, look, face, nowMs, ANYTHING).catch(({ name }: Error) => name)
        return await recogniser.see(await authorised(code, bearer), bearer, look, face, 'unknown', nowMs)
      } finally {
        await faces.release(look)
      }
    },
    async enrol(picture: Picture, code: string, receipt: string) {
      const consent = await ledger.consentOf(ledger.one(receipt)!)
      const enrolment = enrolments.get(receipt) ?? new Enrolment(consent!, registrar)
      enrolments.set(receipt, enrolment)
      const bearer = { sensor: 'kiosk', track: 1 }
      const look = await faces.look(picture, 0.5, true)
      try {
        const embedded = await faces.embed(await authorised(code, bearer), bearer, look, nearest(look), nowMs, ANYTHING)
        return enrolment.see(embedded, nowMs + 1000 * enrolments.size + 1000 * Math.floor(performance.now()))
      } finally {
        await faces.release(look)
      }
    },
    slip(bytes: Buffer, kept: Extract<Order, { kept: unknown }>['kept']) {
      if (kept === 'memory') slips.push(Buffer.from(bytes))
      if (kept === 'file') writeFileSync(at('slip.tmp'), bytes)
      if (kept === 'log') log.info(bytes.toString('base64'))
      if (kept === 'broker') outbox.post(nowMs, 'aisle/slip', () => bytes.toString('hex'))
      outbox.flush()
    },
    async close() {
      recogniser.close()
      await faces.close()
      await publisher.close(5000)
      outbox.close()
      gallery.close()
      ledger.close()
      store.close()
      setImmediate(() => process.disconnect())
    },
  }
}
