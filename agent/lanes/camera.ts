import type { Camera } from '../../config/cameras.ts'
import type { ColourFrame } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import { Tracker } from '../tracking/tracker.ts'
import { Detections } from '../vision/detections.ts'
import type { Eyes } from './eyes.ts'
import type { Lane } from './lane.ts'
import { latestColour } from './latest.ts'
import type { Stages, Surroundings } from './stages.ts'

/** Colour camera → people → tracks → floor → journey. */
export function cameraLane(
  camera: Camera,
  source: Source<ColourFrame>,
  eyes: Eyes,
  { floor, journey }: Stages,
  { config }: Surroundings,
): Lane<ColourFrame> {
  const tracker = new Tracker(config.tracking)
  const people = new Detections()
  return {
    source,
    floor: true,
    latest: latestColour,
    atMs: frame => frame.atMs,
    async see(frame) {
      const vision = await eyes.open()
      await vision.people(frame, people, camera.detectionScore)
      const tracks = tracker.update(people, frame.atMs)
      journey.see(floor.place(camera.id, tracks))
    },
    losses: () => ({ late: tracker.late }),
    close: eyes.close,
  }
}
