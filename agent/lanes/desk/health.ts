import { redact } from '../../../config/redact.ts'
import { digestOfFile } from '../../../config/staged.ts'
import type { Ms } from '../../../config/units.ts'
import { now } from '../../../drivers/clock.ts'
import { REQUESTS } from '../../events/requests.ts'
import { isClockKept } from '../../health/clock.ts'
import type { Beat } from '../../health/pulse.ts'
import { VERSION } from '../../health/version.ts'
import type { Desk } from '../../publish/requests.ts'
import type { ConfigFile, Returned } from './file.ts'
import type { Here } from './here.ts'

/** How are you? Says figures alone: nothing of it is of anybody. */
export function reporting(here: Here): Desk {
  const { outbox, pulse, sinceMs, file } = here
  return {
    ...REQUESTS.health,
    async serve(_, { atMs }) {
      const { rss, heapUsed, external } = process.memoryUsage()
      const isKept = await isClockKept()
      return {
        version: VERSION,
        epoch: outbox.epoch,
        uptimeSeconds: Math.round((performance.now() - sinceMs) / 1000),
        outbox: { waiting: outbox.waiting, dropped: outbox.dropped },
        sensors: pulse.all().map(beat => sensor(beat, now())),
        memory: { residentMegabytes: mega(rss), heapMegabytes: mega(heapUsed), externalMegabytes: mega(external) },
        ...(file && { configuration: configuration(file) }),
        clock: { at: new Date(atMs).toISOString(), ...(isKept !== undefined && { synchronised: isKept }) },
      }
    },
  }
}

function configuration({ path, isOnTrial, returned }: ConfigFile) {
  return { ...digest(path), state: isOnTrial() ? 'trial' : 'held', ...(returned && { returned: gone(returned) }) }
}

function gone({ digest, why, atMs }: Returned) {
  return { digest, why: redact(why), at: new Date(atMs).toISOString() }
}

/** Nothing where the file cannot be read just now: the rest is told all the same. */
function digest(path: string) {
  try {
    return { digest: digestOfFile(path) }
  } catch {
    return {}
  }
}

function sensor({ id, state, lastMs }: Beat, nowMs: Ms) {
  return { id, state, ...(lastMs !== undefined && { pictureAgeSeconds: tenth((nowMs - lastMs) / 1000) }) }
}

const tenth = (value: number) => Math.max(0, Math.round(value * 10) / 10)
const mega = (bytes: number) => tenth(bytes / 1e6)
