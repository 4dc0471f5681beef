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
    see(scan) {
      const fact = codes.read(scanner.id, scan)
      if (!fact) return undefined
      take(fact)
      return isPassText(scan.text) ? members?.show(scanner.id, scan, alone(scanner.id)) : undefined
    },
    close() {},
  }
}
