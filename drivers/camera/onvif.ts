import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { Fault, why } from '../../config/fault.ts'

/** A camera that answered to a call for network cameras (WS-Discovery, ONVIF Core Specification 7). */
export interface OnvifCamera {
  /** Where it answers, as it says: host or host:port. */
  readonly host: string
  /** What it calls itself and what it is, where it says so. */
  readonly name: string | undefined
  readonly hardware: string | undefined
  /** Where it is asked for more, without anything that may be a secret. */
  readonly service: string
}

/** What we use of the npm module onvif. */
interface Library {
  readonly Discovery: {
    on(event: 'error', take: (error: unknown) => void): unknown
    off(event: 'error', take: (error: unknown) => void): unknown
    probe(
      options: { timeout: number; resolve: false; device?: string },
      done: (error: unknown, answers?: readonly unknown[]) => void,
    ): void
  }
}

/** Where network cameras are called (WS-Discovery 1.1, 3.1.1). */
const GROUP = { address: '239.255.255.250', port: 3702 }

/** Names of cameras are no longer than a line. */
const LONGEST = 60

/**
 * Calls out for ONVIF cameras in this network and listens for so many seconds; `network` is the interface to call from. Cameras
 * behind a router do not hear it. Each is told once, in the order of hosts. Answers that cannot be read are passed over.
 * @throws Fault NETWORK_MUTE where nothing can be sent.
 */
export async function callOut(seconds: number, network?: string): Promise<OnvifCamera[]> {
  const { Discovery } = (await import('onvif')).default as unknown as Library
  // Told once more by the callback, or not worth telling: somebody in the network sent nonsense.
  const ignore = () => {}
  Discovery.on('error', ignore)
  try {
    await routed()
    const answers = await new Promise<readonly unknown[]>((resolve, reject) =>
      Discovery.probe(
        { timeout: 1000 * seconds, resolve: false, ...(network && { device: network }) },
        (error, found) => {
          // What failed before the time was over is the socket; then there is no list.
          if (found) resolve(found)
          else reject(error)
        },
      ),
    )
    const cameras = answers.flatMap(answer => cameraOf(answer) ?? [])
    return [...new Map(cameras.map(camera => [camera.service, camera])).values()].sort((a, b) =>
      a.host.localeCompare(b.host, 'en', { numeric: true }),
    )
  } catch (thrown) {
    throw new Fault('NETWORK_MUTE', { why: why(thrown) }, thrown)
  } finally {
    Discovery.off('error', ignore)
  }
}

/** The library says nothing of a call that could not be sent. Where the kernel knows no way, it says so at once. */
async function routed(): Promise<void> {
  const socket = createSocket('udp4')
  try {
    socket.connect(GROUP.port, GROUP.address)
    await once(socket, 'connect')
  } finally {
    socket.close()
  }
}

/** The camera of an answer, which is XML made into an object; undefined where it names no place to be reached at. */
export function cameraOf(answer: unknown): OnvifCamera | undefined {
  const match = under(answer, 'probeMatches', 'probeMatch')
  const service = words(under(match, 'XAddrs')).flatMap(text => addressOf(text) ?? [])[0]
  if (!service) return undefined
  const scopes = words(under(match, 'scopes'))
  return { host: service.host, name: scope(scopes, 'name'), hardware: scope(scopes, 'hardware'), service: service.href }
}

function under(value: unknown, ...keys: readonly string[]): unknown {
  let at = value
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at
}

/** What stands between the spaces; of an element with attributes its text is under `_`. */
function words(value: unknown): string[] {
  const text = typeof value === 'object' ? under(value, '_') : value
  return typeof text === 'string' ? text.split(/\s+/).filter(word => word !== '') : []
}

function addressOf(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  for (const part of ['username', 'password', 'search', 'hash'] as const) url[part] = ''
  return url
}

/** Of scopes such as onvif://www.onvif.org/name/Door%20camera. It is shown on a terminal: nothing in it may steer one. */
function scope(scopes: readonly string[], kind: string): string | undefined {
  const before = `onvif://www.onvif.org/${kind}/`
  const found = scopes.find(one => one.toLowerCase().startsWith(before))?.slice(before.length)
  if (!found) return undefined
  const shown = decoded(found)
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST)
  return shown === '' ? undefined : shown
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
