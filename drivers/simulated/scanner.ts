import type { Scanner } from '../../config/scanners.ts'
import type { Scans } from '../frame.ts'
import type { Source } from '../source.ts'
import { Watch } from './film.ts'
import { type Scene, ticks } from './scene.ts'

/** How often the scanner is asked. */
const POLL_MS = 100

/** A code scanner in the simulated shop: at the till where there is a queue, at the shelves otherwise. */
export function scanner(config: Scanner, scene: Scene): Source<Scans> {
  return { id: config.id, open: signal => read(config, scene, signal) }
}

async function* read(config: Scanner, scene: Scene, signal: AbortSignal): AsyncGenerator<Scans> {
  const shop = new Watch(scene)
  if (!signal.aborted) yield []
  for await (const { atMs } of ticks(scene, POLL_MS, signal)) {
    shop.advance(atMs)
    const scans = shop.scans.filter(({ scanner: id }) => id === config.id)
    if (scans.length > 0 && !signal.aborted) yield scans.map(({ atMs, text }) => ({ atMs, text }))
  }
}
