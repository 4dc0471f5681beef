import type { Camera } from '../../../config/cameras.ts'
import type { Config } from '../../../config/config.ts'
import type { Depth } from '../../../config/depth.ts'
import type { Ms } from '../../../config/units.ts'
import { now } from '../../../drivers/clock.ts'
import type { BoxFrame, ColourFrame, DepthFrame } from '../../../drivers/frame.ts'
import type { Source } from '../../../drivers/source.ts'
import { Area } from '../../floor/area.ts'
import { PlacedBuffer } from '../../floor/placed.ts'
import { type Plane, planeOf } from '../../floor/plane.ts'
import type { Step } from '../../health/doctor/hop.ts'
import { type Feed, placed } from '../../health/doctor/place.ts'
import { sensed } from '../../health/doctor/sensor.ts'
import { type Seen, type Watched, watch } from '../../health/doctor/watch.ts'
import { type Sources, sourcesOf } from '../../lanes/sources.ts'
import { Tracker } from '../../tracking/tracker.ts'
import { Detections } from '../../vision/detections.ts'
import { Overhead } from '../../vision/overhead/overhead.ts'
import type { Vision } from '../../vision/vision.ts'

/** A sensor is watched for so long once it delivers. */
const WATCH_MS: Ms = 3000

export interface Probed {
  readonly id: string
  readonly kind: 'camera' | 'depth' | 'face-depth' | 'wifi' | 'scanner'
  /** The hops that can be made beside an agent that has it open. */
  readonly outside: readonly Step[]
  /** Those for which it is opened. */
  readonly inside: readonly Step[]
}

/** Every sensor of the configuration, and the hops to it. Nothing is opened before its step is made. */
export function sensorsOf(
  config: Config,
  vision: () => Promise<Vision>,
  { patienceMs, watchMs = WATCH_MS }: { readonly patienceMs: Ms; readonly watchMs?: Ms },
): Probed[] {
  const nothing = () => {}
  const sources: Sources = sourcesOf({ config, pace: 'live', tell: nothing, warn: nothing, lost: nothing }, now())
  const floor = new Area(config.floor.outline)
  const probed = <T>(
    kind: Probed['kind'],
    { id, feed }: { readonly id: string; readonly feed: Feed },
    source: () => Source<T>,
    how: {
      readonly item: string
      readonly isSteady: boolean
      readonly atMs: (item: T) => Ms
      readonly size?: (item: T) => string
      readonly look?: () => (item: T) => Promise<Seen>
    },
  ): Probed => {
    const isRecording = ['file', 'recording', 'savefile'].includes(feed.driver)
    const held = { id, item: how.item, isSteady: how.isSteady, isRecording, patienceMs, looks: how.look !== undefined }
    const watching = (): Promise<Watched> =>
      watch(source(), {
        ...how,
        ...(how.look ? { look: how.look() } : { look: undefined as never }),
        patienceMs,
        watchMs,
        nowMs: now,
      })
    return { id, kind, outside: placed(feed), inside: sensed(held, watching) }
  }
  const size = ({ width, height }: { width: number; height: number }) => `${width} × ${height}`
  const atMs = (item: { readonly atMs: Ms }) => item.atMs
  return [
    ...config.cameras.map(camera =>
      probed<ColourFrame | BoxFrame>('camera', camera, () => sources.colour(camera), {
        ...{ item: 'picture', isSteady: true, atMs, size },
        look: () => eyeOf(camera, config, floor, vision),
      }),
    ),
    ...config.depth.map(depth =>
      probed<DepthFrame>('depth', depth, () => sources.depth(depth), {
        ...{ item: 'picture', isSteady: true, atMs, size },
        look: () => headsOf(depth, config, floor),
      }),
    ),
    ...(config.identity?.faceDepth ?? []).map(depth =>
      probed<DepthFrame>('face-depth', depth, () => sources.faceDepth(depth), {
        item: 'picture',
        isSteady: true,
        atMs,
        size,
      }),
    ),
    ...config.wifi.map(wifi =>
      probed('wifi', wifi, () => sources.radio(wifi), {
        ...{ item: 'packet', isSteady: false },
        atMs: batch => (batch.count > 0 ? batch.atMs[0] : Number.NEGATIVE_INFINITY),
      }),
    ),
    ...config.scanners.map(scanner =>
      probed('scanner', scanner, () => sources.scans(scanner), {
        ...{ item: 'code', isSteady: false },
        atMs: ([first]) => first?.atMs ?? Number.NEGATIVE_INFINITY,
      }),
    ),
  ]
}

/** People in a colour picture, tracked and put on the floor, as in the lane of a camera. */
function eyeOf(camera: Camera, { tracking }: Config, floor: Area, vision: () => Promise<Vision>) {
  const [people, tracker, plane] = [new Detections(), new Tracker(tracking), planeOf(camera)]
  return async (frame: ColourFrame | BoxFrame): Promise<Seen> => {
    const { atMs } = frame
    let beganMs = performance.now()
    if ('pixels' in frame) {
      // The picture may go as soon as this returns, and opening takes a second.
      const copy = { ...frame, pixels: frame.pixels.slice() }
      const eyes = await vision()
      beganMs = performance.now()
      await eyes.people(copy, people, camera.detectionScore).finally(() => void copy.pixels.fill(0))
    } else {
      people.clear()
      for (let i = 0; i < frame.count; i++)
        if (frame.score[i] >= camera.detectionScore)
          people.push(
            frame.box[4 * i],
            frame.box[4 * i + 1],
            frame.box[4 * i + 2],
            frame.box[4 * i + 3],
            frame.score[i],
          )
    }
    return standing(tracker, people, plane, floor, atMs, beganMs)
  }
}

/** Heads from above, likewise. */
function headsOf(depth: Depth, { tracking, floor: { shelves } }: Config, floor: Area) {
  const [heads, tracker, overhead] = [new Detections(), new Tracker(tracking), new Overhead(depth, shelves)]
  return async (frame: DepthFrame): Promise<Seen> => {
    const beganMs = performance.now()
    overhead.heads(frame, heads)
    return standing(tracker, heads, { kind: 'floor' }, floor, frame.atMs, beganMs)
  }
}

function standing(tracker: Tracker, people: Detections, plane: Plane, floor: Area, atMs: Ms, beganMs: Ms): Seen {
  const on = new PlacedBuffer()
  on.project(tracker.update(people, atMs), plane)
  const tookMs = performance.now() - beganMs
  let onFloor = 0
  let count = 0
  for (let i = 0; i < on.count; i++) {
    if (!on.seen[i] || !on.confirmed[i]) continue
    count++
    if (floor.contains(on.x[i], on.y[i])) onFloor++
  }
  return { tookMs, people: count, onFloor }
}
