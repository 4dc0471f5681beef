import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What some processes have used of a machine up to now. */
export interface Burden {
  readonly cpuMs: number
  readonly residentMegabytes: number
}

/** Length of a tick of the kernel's clock, in which it tells what a process used: proc(5). */
let tickMs: number | undefined

/** Of processes of this machine, together; undefined where one of them is not there (or the machine does not tell). */
export function burden(pids: readonly number[]): Burden | undefined {
  let [cpuMs, residentMegabytes] = [0, 0]
  try {
    for (const pid of pids) {
      // The name, in brackets, may have spaces and brackets of its own.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      tickMs ??= 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
      cpuMs += (Number(fields[11]) + Number(fields[12])) * tickMs
      const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
      residentMegabytes += Number(resident?.[1] ?? 0) / 1024
    }
  } catch {
    return undefined
  }
  return { cpuMs, residentMegabytes }
}
