import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { why } from '../../../config/fault.ts'
import { doubtful, type Found, failed, passed, type Step } from './hop.ts'
import { reaching } from './reach.ts'
import { greeting } from './rtsp.ts'

/** What a feed may say of where its sensor is. */
export interface Feed {
  readonly driver: string
  readonly url?: string | undefined
  readonly path?: string | undefined
  readonly folder?: string | undefined
  readonly device?: string | undefined
  readonly interface?: string | undefined
}

/** What the kernel calls a link that hears everything: with Prism, radiotap or no header (if_arp.h, ARPHRD_IEEE80211*). */
const MONITORS: ReadonlySet<string> = new Set(['801', '802', '803'])
/** Where the kernel lists its network interfaces. */
const NET = '/sys/class/net'

/** The sensor is where the configuration says: the hops that can be made without opening it. */
export function placed({ driver, url, path, folder, device, interface: card }: Feed): Step[] {
  if (url?.startsWith('rtsp')) {
    const { protocol, hostname, port } = new URL(url)
    const at = Number(port) || (protocol === 'rtsps:' ? 322 : 554)
    return [...reaching({ host: hostname, port: at }, 'the URL of its feed'), greeting(url)]
  }
  const file = path ?? device ?? folder
  if (file !== undefined) return [{ hop: 'device', next: 'Check the path of its feed.', run: () => readable(file) }]
  if (card !== undefined) return [{ hop: 'interface', next: 'Check its feed.', run: () => monitor(card) }]
  return [{ hop: 'place', next: '', run: () => passed(driver === 'simulated' ? 'SIMULATED' : driver) }]
}

/** A device or file is there, and this user may read it. */
export function readable(path: string): Found {
  try {
    const { gid } = statSync(path)
    try {
      accessSync(path, constants.R_OK)
      return passed(`${path} can be read`)
    } catch {
      return failed(
        `${path} may not be read by this user`,
        `Let the user of the agent into its group (number ${gid}): usermod -aG …, then start the agent anew.`,
      )
    }
  } catch (thrown) {
    const isGone = (thrown as NodeJS.ErrnoException).code === 'ENOENT'
    return failed(isGone ? `${path} is not there` : why(thrown), 'Plug it in, or mend the path of its feed.')
  }
}

/** An interface is there, up, and in monitor mode. `root` is where the kernel lists them. */
export function monitor(name: string, root = NET): Found {
  const at = join(root, name)
  if (!existsSync(at))
    return failed(`there is no interface ${name}`, 'Plug the card in, or mend the name (ip link shows all).')
  const type = readFileSync(join(at, 'type'), 'utf8').trim()
  if (!MONITORS.has(type))
    return failed(
      `${name} is not in monitor mode`,
      `ip link set ${name} down && iw dev ${name} set type monitor && ip link set ${name} up`,
    )
  const state = readFileSync(join(at, 'flags'), 'utf8').trim()
  if ((Number(state) & 1) === 0) return failed(`${name} is down`, `ip link set ${name} up`)
  return Number.isNaN(Number(state))
    ? doubtful(`${name} is there`, 'ip link')
    : passed(`${name} is up, in monitor mode`)
}
