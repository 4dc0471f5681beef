import type { Report } from './course.ts'
import { whole } from './table.ts'

/** Above this share of its time this program could not have done much more. */
const BUSY_PERCENT = 90

export const ONE_EACH =
  ' Where one certificate is one connection, as with deploy/mosquitto/aisle.conf, give each its own: {store} in --cert and --key.'

/** What whoever reads the figures should know, and do. */
export function notes({ phases, totals, stores, online, why }: Report): string[] {
  const busy = phases.filter(({ own, seconds }) => own.busyPercent >= BUSY_PERCENT && seconds >= 1)
  const reasons = Object.entries(why)
  const said: string[] = []
  if (busy.length > 0)
    said.push(
      `While it said ${[...new Set(busy.map(({ phase }) => phase))].join(', ')}, this program itself was busy all the time: these figures are its limit as well as the broker's. Spread the fleet over several processes or machines with --first.`,
    )
  if (online < stores) said.push(`${whole(stores - online)} stores were not let in before the shops opened.`)
  for (const [reason, count] of reasons.slice(0, 3))
    said.push(`${whole(count)} connections did not come about: ${reason}${remedy(reason)}`)
  if (totals.lost > 0 && totals.received === 0)
    said.push(
      'The broker acknowledged events and passed none on: its access list may not let the stores write or the listeners read under this tenant, or it knows no shared subscriptions.',
    )
  else if (totals.lost > 0)
    said.push(
      'The broker acknowledged events that it did not pass on. mosquitto drops what a slow listener does not take in time above max_queued_messages (1000 unless set; 0 for no limit).',
    )
  if (totals.waiting > 0) said.push(`${whole(totals.waiting)} events were never acknowledged.`)
  if (totals.broken > 0)
    said.push(
      `The connection of a listener broke ${whole(totals.broken)} times; what came meanwhile it missed.${ONE_EACH}`,
    )
  if (totals.foreign > 0)
    said.push(`${whole(totals.foreign)} events under this tenant were of others, and were left out.`)
  if (totals.strange > 0) said.push(`${whole(totals.strange)} messages were no events.`)
  return said
}

function remedy(reason: string): string {
  if (/EMFILE|ENFILE/.test(reason)) return '. Let this program open more files: ulimit -n'
  if (/EADDRNOTAVAIL/.test(reason))
    return '. No port was free: widen net.ipv4.ip_local_port_range, or set net.ipv4.tcp_tw_reuse=1'
  if (/ECONNREFUSED|ECONNRESET|socket hang up/.test(reason))
    return '. The broker may be down, or may have reached the files it may open (LimitNOFILE, max_connections)'
  if (/connack timeout/.test(reason))
    return ' within 10 s: the broker, or this program, was not through with the others'
  return ''
}
