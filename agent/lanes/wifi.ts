import type { Wifi } from '../../config/wifi.ts'
import type { Source } from '../../drivers/source.ts'
import type { FrameBatch } from '../../drivers/wifi/batch.ts'
import type { Lane } from './lane.ts'
import type { Stages } from './stages.ts'

/** Wi-Fi sniffer → presence. */
export function wifiLane(wifi: Wifi, source: Source<FrameBatch>, { census }: Stages): Lane<FrameBatch> {
  return {
    source,
    floor: false,
    atMs: batch => batch.atMs[0],
    see: batch => census.see(batch, wifi.minRssi),
    close() {},
  }
}
