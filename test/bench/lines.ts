import { Probe } from '../../agent/presence/probe.ts'
import { savefile } from '../../drivers/wifi/savefile.ts'
import { channelOf } from './channel.ts'

/**
 * One line a probe request, tabs between: time (seconds since the epoch, six decimals), transmitter, RSSI (dBm), channel,
 * sequence number, SSID length (0: any network). What the capture does not tell is empty.
 */
export async function* probeLines(path: string): AsyncGenerator<string> {
  const probe = new Probe()
  for await (const batch of savefile('lines', path).open(new AbortController().signal))
    for (let i = 0; i < batch.count; i++) {
      if (!probe.read(batch.bytes, batch.start[i], batch.length[i], 0)) continue
      const { high, low, seq, ssidLength } = probe
      const time = (batch.atMs[i] / 1000).toFixed(6)
      const channel = channelOf(batch.mhz[i])
      yield [time, address(high, low), batch.rssi[i] || '', channel || '', seq, ssidLength < 0 ? '' : ssidLength].join(
        '\t',
      )
    }
}

function address(high: number, low: number): string {
  const digits = (high * 2 ** 24 + low).toString(16).padStart(12, '0')
  return digits.match(/../g)!.join(':')
}
