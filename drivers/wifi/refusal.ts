import type { Answer } from './iw.ts'

/** Why an interface does not change its channel, and what to do. */
export interface Refusal {
  /**
   * `channel`: this channel alone is closed. `vanished`: the interface is gone, which the capture tells. All others are true of any
   * channel: `fixed`: its driver does not change channels; `held`: another interface holds the radio; `forbidden`: we may not.
   */
  readonly kind: 'channel' | 'vanished' | 'fixed' | 'held' | 'forbidden' | 'unknown'
  readonly why: string
  readonly next: string
}

/** What the kernel answers (nl80211), by its error number where iw names it. `{if}` is the interface, `{mhz}` what was asked for. */
const REFUSALS: readonly (readonly [says: RegExp, kind: Refusal['kind'], why: string, next: string])[] = [
  [
    /\(-1\)|Operation not permitted|\(-13\)|Permission denied/,
    'forbidden',
    'we may not change the channel of {if}',
    'Changing it needs CAP_NET_ADMIN: enable the helper of the package (systemctl enable --now aisle-hop.socket), or give it to iw: setcap cap_net_admin=ep $(which iw)',
  ],
  [
    /aisle-hop/,
    'forbidden',
    '{words}',
    'Start it with: systemctl enable --now aisle-hop.socket. Who may ask it is in the group aisle.',
  ],
  [
    /\(-95\)|not supported|\(-524\)|\(-25\)/,
    'fixed',
    'the driver of {if} cannot change the channel',
    'Take another adapter, or leave `channels` out and set its channel once.',
  ],
  [
    /\(-16\)|resource busy/,
    'held',
    'another interface of the same radio holds the channel of {if}, or {if} is not in monitor mode',
    'See iw dev: disconnect or delete the other interface of that phy, and set {if} to monitor mode.',
  ],
  [
    /\(-19\)|No such device|\(-100\)|Network is down/,
    'vanished',
    '{if} is not there or down',
    'See what there is with: iw dev',
  ],
  [
    /\(-22\)|Invalid argument|\(-34\)|out of range/,
    'channel',
    '{if} does not take {mhz} MHz',
    'The radio has no such channel, or the rules of the country close it: see iw phy, and iw reg get.',
  ],
]

/** Of an answer that is not that it was done. */
export function refusalOf({ code, words }: Answer, network: string, mhz: number): Refusal {
  const fill = (text: string) =>
    text.replaceAll('{if}', network).replaceAll('{mhz}', String(mhz)).replaceAll('{words}', words.trim())
  const found = REFUSALS.find(([says]) => says.test(words))
  if (found) return { kind: found[1], why: fill(found[2]), next: fill(found[3]) }
  const line = words.trim().split('\n').at(-1)
  const why = line ? `iw says: ${line}` : code === null ? 'iw does not come to its end' : `iw ended with ${code}`
  return { kind: 'unknown', why, next: fill('Try it by hand: iw dev {if} set freq {mhz}') }
}

/** The interface says that it is elsewhere, though it was told to change. */
export function deaf(network: string, mhz: number, isMhz: number | undefined): Refusal {
  const where = isMhz === undefined ? 'is on no channel' : `stays on ${isMhz} MHz`
  return {
    kind: 'fixed',
    why: `the driver of ${network} takes ${mhz} MHz and ${where}`,
    next: 'Take another adapter, or leave `channels` out and set its channel once.',
  }
}
