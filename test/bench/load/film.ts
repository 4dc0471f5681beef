import { Detections } from '../../../agent/vision/detections.ts'
import type { Camera } from '../../../config/cameras.ts'
import type { Metres, Pixels } from '../../../config/units.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { View } from '../../../drivers/view.ts'

/** What all cameras detect at one time. */
export type Picture = readonly Detections[]

const HEIGHT: Metres = 1.7
/** Of a box's height: standard deviation of its sides. */
const JITTER = 0.02
const MISSED = 0.04

interface Walker {
  x: Metres
  y: Metres
  heading: number
  readonly pace: number
  pausedFor: number
}

/** Pictures of people who walk about a rectangle, each seen by the `most` nearest before each camera. */
export function film(of: {
  readonly cameras: readonly Camera[]
  readonly people: number
  readonly most: number
  readonly pictures: number
  readonly fps: number
  readonly size: readonly [Metres, Metres]
}): Picture[] {
  const { cameras, people, most, pictures, fps, size } = of
  const random = new Random(1, 'load')
  const views = cameras.map(({ calibration }) => {
    if (Array.isArray(calibration)) throw new RangeError('the cameras of the load are posed')
    return new View(calibration)
  })
  const walkers = Array.from(
    { length: people },
    (): Walker => ({
      x: random.between(0, size[0]),
      y: random.between(0, size[1]),
      heading: random.between(0, 2 * Math.PI),
      pace: random.between(0.4, 1.4),
      pausedFor: 0,
    }),
  )
  return Array.from({ length: pictures }, () => {
    for (const walker of walkers) walk(walker, 1 / fps, size, random)
    return views.map(view => look(view, walkers, most, random))
  })
}

function walk(walker: Walker, seconds: number, [width, height]: readonly [Metres, Metres], random: Random): void {
  if (walker.pausedFor > 0) {
    walker.pausedFor -= seconds
    return
  }
  if (random.chance(seconds / 10)) walker.pausedFor = random.between(1, 15)
  walker.heading += 0.3 * Math.sqrt(seconds) * random.normal()
  const x = walker.x + Math.cos(walker.heading) * walker.pace * seconds
  const y = walker.y + Math.sin(walker.heading) * walker.pace * seconds
  if (x < 0 || x > width || y < 0 || y > height) walker.heading += Math.PI
  else {
    walker.x = x
    walker.y = y
  }
}

function look(view: View, walkers: readonly Walker[], most: number, random: Random): Detections {
  const found = new Detections()
  const boxes = walkers.flatMap(({ x, y }) => {
    const foot = view.project(x, y, 0)
    const head = view.project(x, y, HEIGHT)
    return foot && head && isIn(view, foot) && isIn(view, head) ? [{ x: foot[0], top: head[1], low: foot[1] }] : []
  })
  // The lower in the picture, the nearer.
  for (const { x, top, low } of boxes.sort((a, b) => b.low - a.low).slice(0, most)) {
    if (random.chance(MISSED)) continue
    const tall = low - top
    const off = () => JITTER * tall * random.normal()
    const width = 0.4 * tall
    found.push(x - width / 2 + off(), top + off(), width + off(), tall + off(), random.between(0.55, 0.98))
  }
  return found
}

function isIn({ width, height }: View, [x, y]: readonly Pixels[]): boolean {
  return x! >= 0 && x! < width && y! >= 0 && y! < height
}
