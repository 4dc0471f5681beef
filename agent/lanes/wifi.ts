import type { Wifi } from '../../config/wifi.ts'
import type { Source } from '../../drivers/source.ts'
import type { FrameBatch } from '../../drivers/wifi/batch.ts'
import type { Lane } from './lane.ts'
import type { Stages } from './stages.ts'

/** Wi-Fi sniffer → presence. */
export function wifiLane(wifi: Wifi, source: Source<FrameBatch>, { census }: Stages): Lane<FrameBatch> {
  let malformed = 0
  let truncated = 0
  return {
    source,
    floor: false,
    atMs: batch => (batch.count > 0 ? batch.atMs[0] : Number.NEGATIVE_INFINITY),
    see(batch) {
      malformed += batch.malformed
      if (batch.truncated) truncated++
      census.see(batch, wifi.minRssi)
    },
    losses: () => ({ malformed, truncated, turnedAway: census.turnedAway }),
    close() {},
  }
}
