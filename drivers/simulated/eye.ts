import type { Posed } from '../../config/cameras.ts'
import type { BoxFrame } from '../frame.ts'
import type { Source } from '../source.ts'
import { Watch } from './film.ts'
import { Noise } from './noise.ts'
import { type Scene, ticks } from './scene.ts'
import { Sight } from './sight.ts'

export interface Eye {
  readonly id: string
  readonly maxFps: number
  /** The boxes are drawn with it, so it must say how the camera hangs. */
  readonly optics: Posed
}

/** A colour camera in the simulated shop. It takes no pictures: it delivers what a detector would have found in them. */
export function eye(config: Eye, scene: Scene): Source<BoxFrame> {
  return { id: config.id, open: signal => look(config, scene, signal) }
}

async function* look({ id, maxFps, optics }: Eye, scene: Scene, signal: AbortSignal): AsyncGenerator<BoxFrame> {
  const watch = new Watch(scene)
  const { seed, sight: errors } = scene.simulation
  const sight = new Sight(optics, errors, new Noise(seed, id))
  const { width, height } = sight
  for await (const { index, atMs } of ticks(scene, 1000 / maxFps, signal)) {
    watch.advance(atMs)
    yield { atMs, index, width, height, ...sight.look(watch.people, watch.furniture, atMs - scene.startMs) }
  }
}
