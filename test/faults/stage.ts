import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Door, openDoor } from '../../agent/console/door.ts'
import { State } from '../../agent/console/state.ts'
import { openStore } from '../../agent/store/store.ts'
import { ROOT } from '../../config/root.ts'
import { cacheFolder } from '../../models/cache.ts'
import { Mosquitto } from '../agent/publish/mosquitto.ts'
import { program } from '../built.ts'
import { Party } from '../chaos/party.ts'
import { begin, watch } from '../chaos/truth.ts'
import { onAir, probeRequest } from '../drivers/wifi/air.ts'
import { INTERFACE, Namespace } from '../drivers/wifi/namespace.ts'
import { example } from '../e2e/aisled.ts'
import { Disk } from '../soak/disk.ts'
import { Lens } from '../soak/lens.ts'
import { Port } from './port.ts'
import { Way } from './way.ts'

export const SOURCE = '/acme/vienna/door'
const SUBSCRIBER = 'crm'
const LOGIN = { username: 'viewer', password: 'right' }
const AGENT = { username: 'door', password: 'right' }
/** How often a phone is on the air. */
const ON_AIR_MS = 500

/** Everything that can fail in the shop, as its faults get at it. */
export interface Stage {
  readonly folder: string
  readonly config: string
  readonly agent: Party
  readonly broker: Mosquitto
  readonly camera: Lens
  /** To the camera. */
  readonly way: Way
  readonly disk: Disk
  readonly radio: Namespace
  readonly port: Port
  readonly models: string
  /** Where a subscriber keeps what came. */
  readonly store: string
  /** Of the agent, which itself writes down there what it commits. */
  readonly database: string
  readonly door: Door
  state(): Promise<State>
  /** By which password the broker lets the agent in. */
  password(of: string): void
  close(): Promise<void>
}

/**
 * A shop on this machine: a camera at an address of its own, an adapter in monitor mode that is none, a scanner at a pseudo-terminal, a depth camera of the SIMULATED
 * shop so that there is something to tell, a small disk, a broker, a subscriber. Needs root.
 */
export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-faults-'))
  const way = new Way()
  const camera = await Lens.open({ login: `${LOGIN.username}:${LOGIN.password}` }, way.address)
  const passwords = join(folder, 'passwords')
  const password = (of: string) => {
    rmSync(passwords, { force: true })
    writeFileSync(passwords, '', { mode: 0o700 })
    for (const [name, word] of [
      [AGENT.username, of],
      [SUBSCRIBER, 'right'],
    ] as const)
      spawnSync('mosquitto_passwd', ['-b', passwords, name, word])
  }
  password(AGENT.password)
  const broker = await Mosquitto.start(['allow_anonymous false', `password_file ${passwords}`, 'persistence true'])
  const disk = new Disk(join(folder, 'disk'), 128)
  const radio = new Namespace(false)
  await radio.open()
  const phone = setInterval(() => radio.send(onAir(probeRequest())), ON_AIR_MS)
  const models = join(folder, 'models')
  cpSync(join(cacheFolder(), 'nanodet'), join(models, 'nanodet'), { recursive: true })
  const scanner = join(folder, 'scanner')
  const port = new Port(scanner)
  await port.plug()
  for (const [name, { password: word }] of Object.entries({ camera: LOGIN, broker: AGENT }))
    writeFileSync(join(folder, `${name}.password`), `${word}\n`, { mode: 0o600 })
  const [config, store, database] = [
    join(folder, 'store.yaml'),
    join(folder, 'subscriber.db'),
    join(disk.folder, 'aisle.db'),
  ]
  writeFileSync(config, shop({ url: camera.url, scanner, models, broker: broker.url, database }))
  begin(store)
  openStore({ path: database, source: SOURCE }, Date.now()).close()
  watch(database)
  mkdirSync(join(folder, 'signs'))
  const env = [`AISLE_SOAK=${join(folder, 'signs')}`]
  const warp = fileURLToPath(new URL('test/soak/warp.mjs', ROOT))
  const agent = new Party(
    ['env', ...env, process.execPath, '--import', warp, program('main.ts'), '--config', config],
    join(folder, 'agent.log'),
  )
  const tsx = fileURLToPath(import.meta.resolve('tsx'))
  const script = fileURLToPath(new URL('test/chaos/subscriber.ts', ROOT))
  const url = broker.url.replace('mqtt://', `mqtt://${SUBSCRIBER}:right@`)
  const subscriber = new Party(
    [process.execPath, '--import', tsx, script, url, SOURCE, SUBSCRIBER, store],
    join(folder, 'subscriber.log'),
  )
  subscriber.start()
  agent.start()
  const door = openDoor({ outbox: { path: database } } as Parameters<typeof openDoor>[0])
  return {
    ...{ folder, config, agent, broker, camera, way, disk, radio, port, models, store, database, door, password },
    state: async () => State.parse(await door.get('/state')),
    async close() {
      clearInterval(phone)
      await subscriber.kill()
      await agent.kill()
      await broker.end()
      await camera.close()
      await radio.close()
      await port.unplug()
      disk.close()
    },
  }
}

function shop(where: Record<'url' | 'scanner' | 'models' | 'broker' | 'database', string>): string {
  const [tenant, store, agent] = SOURCE.slice(1).split('/')
  const spots = [
    [0, 0],
    [160, 0],
    [160, 120],
    [0, 120],
  ]
  return example({
    store: { tenant, store, agent },
    models: { cache: where.models },
    cameras: [
      {
        id: 'eye',
        feed: { driver: 'rtsp', url: where.url, username: LOGIN.username, passwordFile: 'camera.password' },
        maxFps: 5,
        calibration: spots.map(([x, y]) => ({ image: [x, y], floor: [x! / 160, y! / 120] })),
      },
    ],
    wifi: [{ id: 'ears', feed: { driver: 'tcpdump', interface: INTERFACE } }],
    scanners: [{ id: 'till-scanner', zone: 'pay', feed: { driver: 'device', path: where.scanner } }],
    simulation: { seed: 1, arrivalsPerMinute: 20, passersPerMinute: 6 },
    journey: { everySeconds: 30 },
    health: { pressSeconds: 10, easeSeconds: 10 },
    broker: { kind: 'remote', url: where.broker, username: AGENT.username, passwordFile: 'broker.password' },
    outbox: { path: where.database, acknowledgedBy: [SUBSCRIBER], maxMegabytes: 32 },
    requests: { clients: [{ name: SUBSCRIBER, roles: ['subscriber'] }] },
    console: undefined,
  })
}
