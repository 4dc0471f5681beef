import type { Scanner } from '../../config/scanners.ts'
import type { Scan } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import type { Lane } from './lane.ts'
import type { Stages } from './stages.ts'

/** Code scanner → codes → journey. */
export function scannerLane(scanner: Scanner, source: Source<Scan>, { codes, journey }: Stages): Lane<Scan> {
  return {
    source,
    floor: false,
    atMs: scan => scan.atMs,
    see(scan) {
      const fact = codes.read(scanner.id, scan)
      if (fact) journey.scan(fact)
    },
    close() {},
  }
}
