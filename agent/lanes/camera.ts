import type { Camera } from '../../config/cameras.ts'
import { Fault } from '../../config/fault.ts'
import type { BoxFrame, ColourFrame } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import { Scrutiny } from '../health/scrutiny.ts'
import { Tracker } from '../tracking/tracker.ts'
import { Detections } from '../vision/detections.ts'
import type { Eyes } from './eyes.ts'
import type { Lane } from './lane.ts'
import { latestColour } from './latest.ts'
import { shownTo } from './shown.ts'
import type { Stages, Surroundings } from './stages.ts'

/** Colour camera → people → tracks → floor → journey; codes that are shown to it, → codes; faces of whoever the gate let through, → identity. A camera of the simulated shop delivers people instead of pictures. */
export function cameraLane(
  camera: Camera,
  source: Source<ColourFrame | BoxFrame>,
  eyes: Eyes,
  stages: Stages,
  around: Surroundings,
): Lane<ColourFrame | BoxFrame> {
  const { floor, journey } = stages
  const { config, welcome } = around
  const tracker = new Tracker(config.tracking)
  const people = new Detections()
  const scrutiny = new Scrutiny('luma')
  // A recording shows what it shows.
  const isLive = camera.feed.driver !== 'file'
  const shown = shownTo(camera, eyes.codes, stages, around)
  return {
    source,
    floor: true,
    latest: latestColour,
    atMs: frame => frame.atMs,
    async see(frame) {
      if (isLive && 'pixels' in frame) scrutiny.see(frame.pixels, frame.width, frame.height, frame.atMs)
      if (isLive && 'pixels' in frame) hold(camera, frame)
      if ('pixels' in frame) await (await eyes.open()).people(frame, people, camera.detectionScore)
      else take(frame, people, camera.detectionScore)
      const tracks = tracker.update(people, frame.atMs)
      journey.see(floor.place(camera.id, tracks))
      if ('pixels' in frame) await shown?.see(frame, tracks)
      if ('pixels' in frame) welcome?.see(camera.id, frame, tracks)
    },
    losses: () => ({ late: tracker.late }),
    settle: () => shown?.settle(),
    flaw: (forMs, fromMs) => scrutiny.flaw(forMs, fromMs),
    isDark: () => scrutiny.isDark,
    close: eyes.close,
  }
}

/** Where people would be placed beside where they are. @throws Fault PICTURE_UNFIT */
function hold({ id, calibration, lens }: Camera, { width, height }: ColourFrame): void {
  const size = (Array.isArray(calibration) ? lens : calibration)?.intrinsics
  // Of an odd size the last row or column is left out.
  if (!size || ((size.width & ~1) === (width & ~1) && (size.height & ~1) === (height & ~1))) return
  const [got, wanted] = [`${width} × ${height}`, `${size.width} × ${size.height}`]
  throw new Fault('PICTURE_UNFIT', { sensor: id, got, wanted })
}

function take({ count, box, score }: BoxFrame, into: Detections, minScore: number): void {
  into.clear()
  for (let i = 0; i < count; i++)
    if (score[i] >= minScore) into.push(box[4 * i], box[4 * i + 1], box[4 * i + 2], box[4 * i + 3], score[i])
}
