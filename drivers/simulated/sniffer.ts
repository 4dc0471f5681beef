import type { Wifi } from '../../config/wifi.ts'
import type { Source } from '../source.ts'
import type { FrameBatch } from '../wifi/batch.ts'
import { frames } from '../wifi/frames.ts'
import { Watch } from './film.ts'
import { centre } from './geometry.ts'
import type { Burst } from './phones.ts'
import { captureHeader, captureRecord, type Probe } from './probe.ts'
import { Random } from './random.ts'
import { type Scene, ticks } from './scene.ts'
import { STEP } from './shop.ts'

const POLL_MS = 10 * STEP
const CHANNEL = 6
/** Between the frames of one burst. */
const APART_MS = 0.4

/** A Wi-Fi sniffer in the middle of the simulated shop. It writes a capture, byte by byte, and the parser of real ones reads it. */
export function sniffer(config: Wifi, scene: Scene): Source<FrameBatch> {
  return {
    id: config.id,
    async *open(signal) {
      if (!signal.aborted) yield* frames(capture(config, scene, signal), config.id)
    },
  }
}

async function* capture(config: Wifi, scene: Scene, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const shop = new Watch(scene)
  const random = new Random(scene.simulation.seed, config.id)
  const [x, y] = centre(scene.floor.outline)
  yield captureHeader()
  for await (const { atMs } of ticks(scene, POLL_MS, signal)) {
    shop.advance(atMs)
    const heard = shop.bursts.flatMap(burst => probes(burst, Math.hypot(burst.x - x, burst.y - y), random))
    if (heard.length > 0) yield Buffer.concat(heard.sort((a, b) => a.atMs - b.atMs).map(captureRecord))
  }
}

function probes(burst: Burst, metres: number, random: Random): Probe[] {
  const { model, address } = burst
  return Array.from({ length: burst.frames }, (_, i) => ({
    atMs: burst.atMs + i * APART_MS,
    model,
    address,
    sequence: (burst.sequence + i) & 0xfff,
    rssi: signal(metres, random),
    channel: CHANNEL,
  }))
}

/** dBm after so many metres: log-distance path loss with shadowing. */
function signal(metres: number, random: Random): number {
  const mean = -40 - 22 * Math.log10(Math.max(0.5, metres))
  return Math.round(Math.min(-20, Math.max(-95, mean + 4 * random.normal())))
}
