import type { Ms } from '../../config/units.ts'
import { cameraLane } from './camera.ts'
import { depthLane } from './depth.ts'
import { eyes } from './eyes.ts'
import type { Lane } from './lane.ts'
import { reliefLane } from './relief.ts'
import { scannerLane } from './scanner.ts'
import { sourcesOf } from './sources.ts'
import type { Stages, Surroundings } from './stages.ts'
import type { Taps } from './taps.ts'
import { wifiLane } from './wifi.ts'

/** A lane for each sensor of the configuration. */
export function openLanes(stages: Stages, around: Surroundings, nowMs: Ms): Lane[] {
  const { config } = around
  const from = sourcesOf(around, nowMs)
  const shared = eyes(config.models)
  const tapped: Taps['tapped'] = source => around.taps?.tapped(source) ?? source
  return [
    ...config.cameras.map(camera => cameraLane(camera, tapped(from.colour(camera)), shared, stages, around)),
    ...config.depth.map(depth => depthLane(depth, from.depth(depth), stages, around)),
    ...(around.welcome?.reliefs ?? []).map(relief => reliefLane(relief, from.faceDepth(relief.depth))),
    ...config.wifi.map(wifi => wifiLane(wifi, from.radio(wifi), stages)),
    ...config.scanners.map(scanner => scannerLane(scanner, from.scans(scanner), stages, around.members)),
  ]
}
