import { Fault } from '../../config/fault.ts'

/** What libpcap says when it will not listen, and what helps. `{if}` is the name of the interface. */
const REFUSALS: readonly (readonly [says: RegExp, why: string, next: string])[] = [
  [
    /permission to|Operation not permitted|Permission denied|EPERM/i,
    'we may not capture on {if}',
    'Capturing needs CAP_NET_RAW: enable the helper of the package (systemctl enable --now aisle-capture.socket), or give it to tcpdump: setcap cap_net_raw=eip $(which tcpdump).',
  ],
  [
    /No such device|doesn't exist|BIOCSETIF/i,
    'there is no interface {if}',
    'List those there are with: ip link; the adapter may be unplugged or its driver missing.',
  ],
  [
    /802\.11 link-layer types supported only on 802\.11/i,
    '{if} is not in monitor mode',
    'Set it with: ip link set {if} down; iw dev {if} set type monitor; ip link set {if} up.',
  ],
  [/is not up|Network is down/i, '{if} is down', 'Bring it up with: ip link set {if} up.'],
]

/** What it says of an interface that was there and is no more, or no longer up. */
const LOSSES: readonly (readonly [says: RegExp, why: string])[] = [
  [/interface disappeared/i, '{if} vanished'],
  [/went down|is down/i, '{if} went down'],
]

/** The fault behind what libpcap or tcpdump complained of: SOURCE_LOST once `listening`, SOURCE_REFUSED before. */
export function complaint(id: string, network: string, words: string, listening: boolean, cause?: unknown): Fault {
  const fill = (text: string) => text.replaceAll('{if}', network)
  const lost = LOSSES.find(([says]) => says.test(words))
  if (lost && listening) return new Fault('SOURCE_LOST', { sensor: id, why: fill(lost[1]) }, cause)
  const refused = REFUSALS.find(([says]) => says.test(words))
  if (refused) return new Fault('SOURCE_REFUSED', { sensor: id, why: fill(refused[1]), next: fill(refused[2]) }, cause)
  const why =
    words
      .trim()
      .split('\n')
      .findLast(line => !line.startsWith('listening on')) || 'the capture ended'
  return new Fault('SOURCE_LOST', { sensor: id, why }, cause)
}

/** Refused: the interface speaks something other than 802.11 with its radio's headers. */
export function notMonitor(id: string, network: string, cause?: unknown): Fault {
  return complaint(id, network, '802.11 link-layer types supported only on 802.11', false, cause)
}
