import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Tells whoever started the service how it is (sd_notify(3)): `READY=1`, `STATUS=…`, `WATCHDOG=1`, `STOPPING=1`. Never throws. */
export type Notify = (...words: readonly string[]) => Promise<void>

/**
 * Speaks to systemd where that listens (NOTIFY_SOCKET), and to nobody elsewhere. Node cannot open datagram sockets of the system, so
 * systemd's own tool does, a child each time: the unit must let children speak (NotifyAccess=all). `failed` hears once that it cannot.
 */
export function notifier(
  env: NodeJS.ProcessEnv,
  failed: (why: string) => void,
  [program, ...before]: readonly [string, ...string[]] = ['systemd-notify'],
): Notify {
  const { NOTIFY_SOCKET, PATH } = env
  if (!NOTIFY_SOCKET) return async () => {}
  let hasFailed = false
  const fail = (why: string) => {
    if (!hasFailed) failed(why)
    hasFailed = true
  }
  return async (...words) => {
    try {
      // Throws where there is no memory for a child.
      const child = spawn(program, [...before, ...words], {
        stdio: 'ignore',
        env: { NOTIFY_SOCKET, ...(PATH !== undefined && { PATH }) },
      })
      const [code] = await once(child, 'close')
      if (code !== 0) fail(`${program} ended with ${code}`)
    } catch (thrown) {
      fail((thrown as Error).message)
    }
  }
}
