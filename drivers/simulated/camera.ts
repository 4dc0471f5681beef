import type { Depth } from '../../config/depth.ts'
import type { Ms } from '../../config/units.ts'
import type { DepthFrame } from '../frame.ts'
import type { Source } from '../source.ts'
import { View } from '../view.ts'
import { drawBody } from './body.ts'
import { Watch } from './film.ts'
import { Random } from './random.ts'
import { drawRoom } from './room.ts'
import { type Scene, ticks } from './scene.ts'
import { Sensing } from './sensing.ts'

/** A depth camera in the simulated shop: real pictures of people made of ellipsoids, between shelves, from its own pose. */
export function depthCamera(config: Depth, scene: Scene): Source<DepthFrame> {
  return { id: config.id, open: signal => look(config, scene, signal) }
}

async function* look(config: Depth, scene: Scene, signal: AbortSignal): AsyncGenerator<DepthFrame> {
  const shop = new Watch(scene)
  const view = new View(config)
  const { width, height } = view
  let furniture = shop.furniture
  let room = drawRoom(view, furniture)
  const depth = new Float32Array(width * height)
  const sensing = new Sensing(new Random(scene.simulation.seed, config.id))
  const millimetres = new Uint16Array(width * height)
  for await (const { index, atMs } of ticks(scene, 1000 / config.maxFps, signal)) {
    shop.advance(atMs)
    if (shop.furniture !== furniture) room = drawRoom(view, (furniture = shop.furniture))
    depth.set(room)
    for (const person of shop.people) drawBody(person, view, depth)
    sensing.measure(depth, width, millimetres, holes(scene, atMs))
    yield { atMs, index, width, height, millimetres }
  }
}

/** Share of pixels that the light spoils at an instant. */
function holes({ simulation, startMs }: Scene, atMs: Ms): number {
  let share = 0
  for (const change of simulation.changes)
    if (change.kind === 'light' && startMs + 1000 * change.atSeconds <= atMs) share = change.holeShare
  return share
}
