import { readFileSync } from 'node:fs'
import { Fault } from '../../../config/fault.ts'

/** Files that a process of ours has open besides its connections. */
const OWN_FILES = 64

/** What this machine allows; undefined where it does not say. */
export interface Limits {
  /** Files and connections that one process may have open. */
  readonly files: number | undefined
  /** Ports from which connections to one and the same broker may be made. */
  readonly ports: number | undefined
}

/** @throws Fault FLEET_TOO_LARGE where so many connections cannot be made from here */
export function checkLimits(connections: number, { files, ports }: Limits): void {
  const needed = connections + OWN_FILES
  if (files !== undefined && files < needed)
    throw new Fault('FLEET_TOO_LARGE', {
      connections,
      why: `a program may have ${files} files open here, and needs ${needed}`,
      next: `Raise that with: ulimit -n ${needed} (and the hard limit, as root, in /etc/security/limits.conf)`,
    })
  if (ports !== undefined && ports < connections)
    throw new Fault('FLEET_TOO_LARGE', {
      connections,
      why: `this machine has ${ports} ports for connections to one broker`,
      next: 'Widen them with: sysctl -w net.ipv4.ip_local_port_range="1024 65535"',
    })
}

/** Of this process on this machine, where it is one with Linux. */
export function limits(): Limits {
  const range = /^(\d+)\s+(\d+)/.exec(read('/proc/sys/net/ipv4/ip_local_port_range') ?? '')
  return { files: openFiles('self'), ports: range ? Number(range[2]) - Number(range[1]) + 1 : undefined }
}

/** How many files a process may have open. */
export function openFiles(pid: number | 'self'): number | undefined {
  const found = /^Max open files\s+(\d+)/m.exec(read(`/proc/${pid}/limits`) ?? '')
  return found ? Number(found[1]) : undefined
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
