import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import mqtt, { type MqttClient } from 'mqtt'
import { TYPES } from '../../agent/identity/claims.ts'
import { issuer, sign, signer } from '../agent/identity/issuer.ts'
import { recordings } from '../needs.ts'
import type { scratch } from './aisled.ts'

const owner = signer('owner')
const seconds = () => Math.floor(Date.now() / 1000)

/** Signed papers of a member system for a shop called /acme/vienna. */
const paper = (typ: string, claims: object, more: object = {}) =>
  sign(
    { iss: 'crm', aud: '/acme/vienna', jti: randomUUID(), iat: seconds() - 60, exp: seconds() + 86_400, ...claims },
    { typ, ...more },
  )

export const consent = (n: number, more: object = {}) =>
  paper(TYPES.consent, {
    jti: `receipt-000${n}`,
    sub: `member-000${n}`,
    purposes: ['welcome'],
    notice: { version: '2030-01', language: 'de' },
    jurisdiction: 'eu',
    method: 'written',
    ageOver: 18,
    ...more,
  })
export const revocations = (sequence: number, receipts: readonly string[] = []) =>
  paper(TYPES.revocations, { sequence, receipts })
export const withdrawal = (receipt: string) => paper(TYPES.withdrawal, { receipt })

/** A shop that recognises members, with two who hear of them, and what else is written. */
export async function membersShop(
  files: ReturnType<typeof scratch>,
  more: string,
  scanner = '{ driver: simulated }',
): Promise<string> {
  const write = (name: string, text: string) => files.write(name, text)
  const raise = { iss: 'owner', aud: '/acme/vienna', jti: randomUUID(), iat: seconds() - 60, exp: seconds() + 86_400 }
  const token = await sign({ ...raise, level: 'members' }, { typ: TYPES.level }, owner)
  write('key', '5a'.repeat(32))
  write('crm', 'ab'.repeat(32))
  write('till', 'cd'.repeat(32))
  return write(
    'store.yaml',
    `store: { tenant: acme, store: vienna, agent: door, timezone: Europe/Vienna }
floor:
  outline: [[0, 0], [8, 0], [8, 5], [0, 5]]
  zones: [{ id: front, outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }]
scanners: [{ id: gate, zone: front, feed: ${scanner} }]
simulation: { seed: 3 }
outbox: { path: aisle.db }
privacy: { level: members, jurisdiction: eu, ownerKey: ${owner.x}, raiseToken: ${token}, ledger: consent.db }
requests: { clients: [{ name: crm, roles: [members, technician] }] }
identity:
  issuer:
    id: crm
    keys: [{ kid: k1, x: ${issuer.x}, validFrom: "2020-01-01T00:00:00Z", validUntil: "2090-01-01T00:00:00Z" }]
  controller: { name: Acme, contact: desk, policyUrl: "https://acme.example/p", withdrawal: at any till }
  subscribers: [{ id: crm, keyFile: crm }, { id: till, keyFile: till }]
  kiosks: [{ id: front, camera: desk }]
  gallery: { path: gallery.db, key: { kind: file, path: key } }
cameras:
  - id: desk
    feed: { driver: file, path: desk.mp4 }
    calibration:
      [{ image: [0, 0], floor: [0, 0] }, { image: [500, 0], floor: [4, 0] },
       { image: [500, 500], floor: [4, 4] }, { image: [0, 500], floor: [0, 4] }]
${more}`,
  )
}

/** A member's code, by default for a minute. */
export const pass = (n: number, forSeconds = 60) =>
  paper(TYPES.pass, { sub: `member-000${n}`, iat: seconds() - 5, exp: seconds() + forSeconds })

/** Photographs of one person, from the one to the other, twice as large as they come. */
export function pictured(person: string, folder: string, from = 0, to = Number.POSITIVE_INFINITY): string {
  const photographs = join(folder, `${person}-${from}`)
  mkdirSync(photographs)
  const list = `${photographs}.txt`
  const files = readdirSync(recordings('faces', 'lfw', person))
    .sort()
    .slice(from, to)
  writeFileSync(list, files.map(file => `file '${recordings('faces', 'lfw', person, file)}'\n`).join(''))
  const each = ['-fps_mode', 'passthrough', '-start_number', '100', join(photographs, '%03d.png')]
  ffmpeg('-f', 'concat', '-safe', '0', '-i', list, '-vf', 'scale=500:500:flags=lanczos', ...each)
  return photographs
}

/** A film in which each photograph is shown for half a second. */
export function shownInTurn(photographs: string): string {
  const film = `${photographs}.mp4`
  const look = ['-framerate', '2', '-start_number', '100', '-i', join(photographs, '%03d.png'), '-r', '10']
  ffmpeg(...look, '-pix_fmt', 'yuv420p', '-crf', '12', film)
  return film
}

/** A film in which one picture is before the camera for so long. Five a second are enough of what does not move, and quickly made. */
export function still(picture: string, film: string, seconds: number): string {
  const look = ['-loop', '1', '-framerate', '5', '-i', picture, '-t', String(seconds)]
  ffmpeg(...look, '-pix_fmt', 'yuv420p', '-crf', '12', '-preset', 'ultrafast', film)
  return film
}

/** A film again and again for two minutes, as a kiosk goes on being looked at. */
export function looped(film: string): string {
  const long = film.replace('.mp4', '-long.mp4')
  ffmpeg('-stream_loop', '20', '-i', film, '-c', 'copy', long)
  return long
}

function ffmpeg(...args: string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}

export const stand = (film: string, folder: string) => copyFileSync(film, join(folder, 'desk.mp4'))

export interface Answer {
  readonly id: string
  readonly ok: boolean
  readonly error?: { readonly code: string; readonly message: string }
  readonly final?: false
  readonly [more: string]: unknown
}

/** A member system that asks over MQTT 5, and hears each answer where it wants to. */
export async function asking(url: string): Promise<{
  ask(verb: string, body: object): Promise<{ between: Answer[]; last: Answer }>
  client: MqttClient
}> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 5 })
  await client.subscribeAsync('crm/answers/#', { qos: 1 })
  const ask = (verb: string, more: object) =>
    new Promise<{ between: Answer[]; last: Answer }>(resolve => {
      const id = randomUUID()
      const between: Answer[] = []
      const hear = (topic: string, payload: Buffer, packet: mqtt.IPublishPacket) => {
        if (topic !== 'crm/answers/1' || String(packet.properties?.correlationData) !== id) return
        const answer = JSON.parse(String(payload)) as Answer
        if (answer.final === false) between.push(answer)
        else {
          client.off('message', hear)
          resolve({ between, last: answer })
        }
      }
      client.on('message', hear)
      client.publish(
        `aisle/v1/acme/vienna/door/request/${verb}/crm`,
        JSON.stringify({ id, at: new Date().toISOString(), ...more }),
        { qos: 1, properties: { responseTopic: 'crm/answers/1', correlationData: Buffer.from(id) } },
      )
    })
  return { ask, client }
}
