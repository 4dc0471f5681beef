import { mkdtempSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Board } from '../../../agent/console/board.ts'
import { type ConsoleOptions, openConsole } from '../../../agent/console/console.ts'
import { socketOf } from '../../../agent/console/socket.ts'
import type { Standing } from '../../../agent/console/survey.ts'
import { Meters } from '../../../agent/health/meters.ts'
import { Pulse } from '../../../agent/health/pulse.ts'
import type { Config } from '../../../config/config.ts'
import type { Fault } from '../../../config/fault.ts'
import { parseConfig } from '../../../config/load.ts'

const SENSORS = [
  { id: 'ceiling', kind: 'depth' },
  { id: 'sniffer', kind: 'wifi' },
] as const

const SHOP = `
store: { tenant: acme, store: vienna, agent: door }
floor:
  outline: [[0, 0], [8, 0], [8, 5], [0, 5]]
  entrances: [{ id: door, from: [1, 0], to: [3, 0] }]
  zones:
    - { id: promo, outline: [[4, 1], [6, 1], [6, 2], [4, 2]] }
    - { id: pay, kind: queue, outline: [[6, 3], [7, 3], [7, 4], [6, 4]] }
    - { id: office, kind: staff, outline: [[0, 4], [1, 4], [1, 5], [0, 5]] }
depth:
  - id: ceiling
    feed: { driver: v4l2, device: /dev/video7 }
    intrinsics: { width: 320, height: 240, fx: 100, fy: 100, cx: 160, cy: 120 }
    pose: { position: [4, 1.8], heightMetres: 4.5 }
wifi: [{ id: sniffer, feed: { driver: tcpdump, interface: wlan1 } }]
`

/** A configuration in a folder of its own, with a console on a port of the system's choosing. */
export function shop(more = 'console: { port: 0 }'): {
  readonly config: Config
  readonly folder: string
  remove(): void
} {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-console-'))
  const loaded = parseConfig(`${SHOP}${more}`, folder)
  if ('mistakes' in loaded) throw new Error(JSON.stringify(loaded.mistakes))
  return { config: loaded.config, folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** The console of an agent that senses nothing but what a test says. */
export async function opened(config: Config, more: Partial<ConsoleOptions> = {}) {
  const faults: Fault[] = []
  const urls: string[] = []
  const board = new Board()
  const pulse = new Pulse(SENSORS.map(({ id }) => id))
  const meters = new Meters(SENSORS, { pulse }, () => 1000)
  const people: Standing[] = []
  const console = await openConsole({
    config,
    level: 'devices',
    board,
    meters,
    outbox: { epoch: 7, waiting: 3, dropped: 1 },
    onFloor: () => people,
    lagMs: 500,
    sinceMs: performance.now(),
    now: () => 1000,
    warn: fault => faults.push(fault),
    onOpen: url => urls.push(url),
    ...more,
  })
  return {
    ...{ board, pulse, people, faults, urls, socket: socketOf(config) },
    url: urls[0] ?? '',
    async close() {
      meters.close()
      await console.close()
    },
  }
}

export interface Asking {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

type Where = { readonly socketPath: string } | { readonly port: number }

/** Asks over a socket, or over the network as a browser would not: any path, any header. */
export async function asked(
  where: Where,
  path: string,
  asking: Asking = {},
): Promise<{ readonly status: number; readonly text: string; readonly headers: Record<string, unknown> }> {
  const response = await opening(where, path, asking)
  let text = ''
  for await (const part of response.setEncoding('utf8')) text += part
  return { status: response.statusCode!, text, headers: response.headers }
}

/** The same, answered by what is yet to be read. */
export function opening(
  where: Where,
  path: string,
  { method = 'GET', headers = {}, body }: Asking = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const one = request({ ...where, ...('port' in where && { host: '127.0.0.1' }), path, method, headers }, resolve)
    one.on('error', reject)
    one.end(body)
  })
}

export const portOf = (url: string) => Number(new URL(url).port)
