import type { Notify } from './notify.ts'

/** Of so long as systemd waits, so much passes between two signs of life. */
const SHARE = 1 / 3

export interface Watch {
  readonly notify: Notify
  /** The lane that has been busy with one item for far too long, if there is one. */
  readonly stuck: () => string | undefined
  /** Hears once of each lane that is. */
  readonly told: (sensor: string) => void
}

/**
 * Gives signs of life as long as this thread goes round and no lane is stuck, so that systemd begins the service anew where one of
 * both is not so. A sensor that has failed is not a lane that is stuck: that one is tried again by itself.
 */
export function watchdog(limitMs: number, { notify, stuck, told }: Watch): { close(): void } {
  let known: string | undefined
  const look = () => {
    const sensor = stuck()
    if (sensor !== undefined && sensor !== known) told(sensor)
    known = sensor
    if (sensor === undefined) void notify('WATCHDOG=1')
  }
  const timer = setInterval(look, limitMs * SHARE)
  return { close: () => clearInterval(timer) }
}

/** Within which time systemd wants a sign of life of this process, in milliseconds; undefined where it wants none (sd_watchdog_enabled(3)). */
export function watchdogMs(env: NodeJS.ProcessEnv, pid: number): number | undefined {
  const { WATCHDOG_USEC, WATCHDOG_PID } = env
  if (WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(pid)) return undefined
  const ms = Number(WATCHDOG_USEC) / 1000
  return Number.isFinite(ms) && ms >= 1 ? ms : undefined
}
