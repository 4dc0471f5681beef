import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the agent itself may take of what its unit is let: the rest is for its children, who decode pictures, and for the kernel's cache. */
const OWN = 0.6

/**
 * Megabytes that the unit of this process lets the agent have (MemoryHigh=, or MemoryMax=), of which leaving something out must begin: beyond
 * it the kernel slows the process down until the watchdog ends it, or ends it at once. Undefined where nothing limits it, or no cgroup v2
 * says so. `root` is where the file system begins.
 */
export function allowance(root = '/'): number | undefined {
  try {
    // Of several hierarchies the one without controllers named is version 2: cgroups(7).
    const path = /^0::(\/.*)$/m.exec(readFileSync(join(root, 'proc/self/cgroup'), 'utf8'))?.[1]
    if (path === undefined) return undefined
    const limits = ['memory.high', 'memory.max'].map(name => limit(join(root, 'sys/fs/cgroup', path, name)))
    const least = Math.min(...limits)
    return Number.isFinite(least) ? Math.floor((OWN * least) / 1e6) : undefined
  } catch {
    return undefined
  }
}

/** Bytes; without end where it is `max`, or the root of all groups, which has no such file. */
function limit(file: string): number {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return /^\d+$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
