import { Avs } from './avs.ts'
import type { Preamble } from './preamble.ts'
import { Prism } from './prism.ts'
import { Radiotap } from './radiotap.ts'

/** Link types of tcpdump.org/linktypes.html that carry 802.11 frames, each with the header in front of them. */
const PREAMBLES = new Map<number, () => Preamble>([
  [105, () => new Bare()],
  [119, () => new Prism()],
  [127, () => new Radiotap()],
  [163, () => new Avs()],
])

/** A reader of the headers of that link type, undefined where it does not carry 802.11 frames. */
export function preambleOf(link: number): Preamble | undefined {
  return PREAMBLES.get(link)?.()
}

/** No header at all. */
class Bare implements Preamble {
  rssi = 0
  mhz = 0
  fcs = false
  bad = false

  read(): number {
    return 0
  }
}
