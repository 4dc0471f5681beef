import type { Scanner } from '../../config/scanners.ts'
import type { Scan } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import { isPassText } from '../codes/pass.ts'
import type { Lane } from './lane.ts'
import type { Members } from './members.ts'
import type { Stages } from './stages.ts'

/** Code scanner → codes → journey; a member's pass, → identity. */
export function scannerLane(
  scanner: Scanner,
  source: Source<Scan>,
  { codes, scan: take, alone }: Stages,
  members?: Members,
): Lane<Scan> {
  return {
    source,
    floor: false,
    atMs: scan => scan.atMs,
    async see(scan) {
      const fact = codes.read(scanner.id, scan)
      if (!fact) return
      take(fact)
      if (members && isPassText(scan.text)) await members.show(scanner.id, scan, await alone(scanner.id, scan.atMs))
    },
    close() {},
  }
}
