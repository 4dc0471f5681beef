import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The kernel's own list of interfaces. */
export const NETWORKS = '/sys/class/net'
/** Kinds of interface (ARPHRD) that hear 802.11 frames with the headers of their radio: Prism, radiotap. */
const MONITORS: ReadonlySet<string> = new Set(['802', '803'])
const UP = 1

/** What keeps an interface from being heard, in words of libpcap; undefined where nothing is seen to. `heard`: it was heard before. */
export function plight(network: string, networks: string, heard: boolean): 'monitor' | string | undefined {
  const of = (name: string) => readFileSync(join(networks, network, name), 'utf8').trim()
  try {
    if (!existsSync(join(networks, network))) return heard ? 'The interface disappeared' : 'No such device'
    if (!MONITORS.has(of('type'))) return 'monitor'
    return (Number(of('flags')) & UP) === 0 ? 'The interface went down: it is not up' : undefined
  } catch {
    // It went while we looked.
    return heard ? 'The interface disappeared' : 'No such device'
  }
}

/** The number of an interface, which it has until it is gone: one that comes back has another. Undefined where it is not listed. */
export function numberOf(network: string, networks: string): string | undefined {
  try {
    return readFileSync(join(networks, network, 'ifindex'), 'utf8').trim()
  } catch {
    return undefined
  }
}
