import type { Scanner } from '../../config/scanners.ts'
import type { Scans } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import { isPassText } from '../codes/pass.ts'
import type { Lane } from './lane.ts'
import type { Members } from './members.ts'
import type { Stages } from './stages.ts'

/** Code scanner → codes → journey; a member's pass, → identity. */
export function scannerLane(
  scanner: Scanner,
  source: Source<Scans>,
  { codes, scan: take, alone }: Stages,
  members?: Members,
): Lane<Scans> {
  return {
    source,
    floor: false,
    atMs: ([first]) => first?.atMs ?? Number.NEGATIVE_INFINITY,
    async see(scans) {
      for (const scan of scans) {
        const fact = codes.read(scanner.id, scan)
        if (!fact) continue
        take(fact)
        if (members && isPassText(scan.text)) await members.show(scanner.id, scan, await alone(scanner.id, scan.atMs))
      }
    },
    close() {},
  }
}
