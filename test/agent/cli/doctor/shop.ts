import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diagnose } from '../../../../agent/cli/doctor/diagnosis.ts'
import type { Hop } from '../../../../agent/health/doctor/hop.ts'

/** A folder with a configuration in it, which is gone after the tests. */
export function shop() {
  const folder = mkdtempSync(join(tmpdir(), 'aisle-doctor-'))
  const file = join(folder, 'shop.yaml')
  return {
    folder,
    file,
    /** Lays something beside the configuration. */
    put(name: string, text: string): string {
      writeFileSync(join(folder, name), text, { mode: 0o600 })
      return name
    },
    /** What the doctor finds with these sections beside the least that a configuration needs, by way and hop. */
    async examine(sections: string, { patienceMs = 15_000, watchMs = 600 } = {}) {
      writeFileSync(file, `${LEAST}\n${sections}\n`)
      const { ways } = await diagnose(file, { patienceMs, watchMs, nowMs: Date.now() })
      const hops = ways.flatMap(({ of, hops }) => hops.map(hop => ({ of, ...hop })))
      return {
        ways,
        /** Of the way whose name begins so. */
        hop: (of: string, name: string): Hop => hops.find(hop => hop.of.startsWith(of) && hop.hop === name)!,
        /** The names of those that failed, in order. */
        failed: hops.filter(({ mark }) => mark === 'failed').map(({ of, hop }) => `${of.split(' ')[0]}/${hop}`),
        unreached: (of: string) =>
          hops.filter(hop => hop.of.startsWith(of) && hop.mark === 'unreached').map(({ hop }) => hop),
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const LEAST = `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
outbox: { path: door.db, maxMegabytes: 16 }`

/** One camera, whose calibration is right. */
export const camera = (feed: string) => `cameras:
  - id: desk
    feed: ${feed}
    calibration:
      - { image: [0, 0], floor: [0, 5] }
      - { image: [160, 0], floor: [8, 5] }
      - { image: [160, 120], floor: [8, 0] }
      - { image: [0, 120], floor: [0, 0] }
`
