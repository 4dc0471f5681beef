import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { footOf, planeOf } from '../../agent/floor/plane.ts'
import { openStages } from '../../agent/lanes/stages.ts'
import { Tracker } from '../../agent/tracking/tracker.ts'
import { Camera } from '../../config/cameras.ts'
import { Config } from '../../config/config.ts'
import { film, type Picture } from './load/film.ts'
import type { Row } from './row.ts'

const FPS = 15
const EVERY_MS = 1000 / FPS
const BEFORE_EACH = 40
/** Simulated, after which memory is held against that after the first quarter. */
const SECONDS = 600
const WARM_UP_SECONDS = 150
/** Shown forwards and backwards. */
const FILM_SECONDS = 120
const ZONES = 30

/** Eight cameras with forty people before each at fifteen pictures a second, through the stages that run in the shop, on one core. */
export async function bench(): Promise<Row[]> {
  return [
    ...load('8 cameras over a floor of 40 × 20 m', [40, 20], 160),
    ...load('8 cameras that all see the same 40', [9, 6], 42),
  ]
}

function load(title: string, size: readonly [number, number], people: number): Row[] {
  const config = floorOf(size)
  const { cameras } = config
  const pictures = film({ cameras, people, most: BEFORE_EACH, pictures: FILM_SECONDS * FPS, fps: FPS, size })
  const detections = pictures.reduce((sum, picture) => sum + picture.reduce((all, { count }) => all + count, 0), 0)
  const aSecond = detections / (pictures.length / FPS)

  let facts = 0
  const stages = openStages({ config, pace: 'replay', tell: () => facts++, warn: () => {}, lost: () => {} })
  const trackers = cameras.map(() => new Tracker(config.tracking))
  const took = new Float64Array(SECONDS * FPS * cameras.length)
  let frames = 0
  let before = memory()
  const usage = process.cpuUsage()
  for (let at = 0; at < SECONDS * FPS; at++) {
    const picture = shown(pictures, at)
    for (let i = 0; i < cameras.length; i++) {
      const atMs = at * EVERY_MS
      const begin = process.cpuUsage()
      const tracks = trackers[i]!.update(picture[i]!, atMs)
      stages.journey.see(stages.floor.place(cameras[i]!.id, tracks))
      if (i === 0) stages.tick(atMs)
      took[frames++] = milliseconds(process.cpuUsage(begin))
    }
    if (at === WARM_UP_SECONDS * FPS) before = memory()
  }
  const share = milliseconds(process.cpuUsage(usage)) / (1000 * SECONDS)
  const after = memory()
  const bare = plain(config, pictures)
  took.sort()
  const quantile = (part: number) => took[Math.floor(part * took.length)]!
  return [
    {
      name: `load, ${title}`,
      value: 100 * share,
      unit: '% of a core',
      note: `${aSecond.toFixed(0)} detections a second, ${people} people, ${facts} facts in ${SECONDS} s; aim < 50; nearest neighbour alone ${(100 * bare).toFixed(2)} %`,
    },
    {
      name: `load, ${title}: a frame`,
      value: quantile(0.5),
      unit: 'ms',
      note: `of processor time, median of ${frames}; p99 ${quantile(0.99).toFixed(2)} ms`,
    },
    {
      name: `load, ${title}: growth of memory`,
      value: 100 * (after / before - 1),
      unit: '%',
      note: `RSS after ${WARM_UP_SECONDS} s ${megabytes(before)}, after ${SECONDS} s ${megabytes(after)}, garbage collected before`,
    },
  ]
}

/** The same detections through the least that could be done with them: on the floor, and to whoever was nearest before. */
function plain({ cameras }: Config, pictures: readonly Picture[]): number {
  const planes = cameras.map(planeOf)
  const before = cameras.map(() => new Float64Array(2 * BEFORE_EACH))
  const now = new Float64Array(2 * BEFORE_EACH)
  const spot = new Float64Array(2)
  let moved = 0
  const usage = process.cpuUsage()
  for (let at = 0; at < SECONDS * FPS; at++)
    shown(pictures, at).forEach(({ count, box }, camera) => {
      const was = before[camera]!
      for (let i = 0; i < count; i++) {
        if (!footOf(planes[camera]!, box, i, spot)) continue
        let nearest = Number.POSITIVE_INFINITY
        for (let j = 0; j < was.length; j += 2)
          nearest = Math.min(nearest, (was[j]! - spot[0]!) ** 2 + (was[j + 1]! - spot[1]!) ** 2)
        moved += nearest
        now.set(spot, 2 * i)
      }
      was.set(now)
    })
  if (!(moved > 0)) throw new Error('nobody moved')
  return milliseconds(process.cpuUsage(usage)) / (1000 * SECONDS)
}

/** Forwards, backwards, forwards …: nobody leaps. */
function shown(pictures: readonly Picture[], at: number): Picture {
  const turn = at % (2 * pictures.length)
  return pictures[turn < pictures.length ? turn : 2 * pictures.length - 1 - turn]!
}

/** A floor with two entrances, thirty zones and eight cameras that look across it from two sides. */
function floorOf([width, height]: readonly [number, number]): Config {
  const box = (x: number, y: number, w: number, h: number) => [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ]
  const [across, along] = [width / 6, height / 5]
  return Config.parse({
    store: { tenant: 'bench', store: 'load', agent: 'counter', timezone: 'Etc/UTC' },
    floor: {
      outline: box(0, 0, width, height),
      entrances: [
        { id: 'west', from: [width / 8, 0.5], to: [(2 * width) / 8, 0.5] },
        { id: 'east', from: [(6 * width) / 8, 0.5], to: [(7 * width) / 8, 0.5] },
      ],
      zones: Array.from({ length: ZONES }, (_, i) => ({
        id: `zone-${i}`,
        outline: box((i % 6) * across, Math.floor(i / 6) * along, 0.8 * across, 0.8 * along),
        kind: i === 0 ? 'queue' : 'area',
      })),
    },
    cameras: Array.from({ length: 8 }, (_, i) =>
      Camera.parse({
        id: `camera-${i}`,
        feed: { driver: 'file', path: 'film.mp4' },
        maxFps: FPS,
        calibration: {
          intrinsics: { width: 1920, height: 1080, fx: 960, fy: 960, cx: 960, cy: 540 },
          pose: {
            position: [(width * (2 * (i % 4) + 1)) / 8, i < 4 ? -4 : height + 4],
            heightMetres: 3.5,
            headingDegrees: i < 4 ? 90 : 270,
            tiltDegrees: 62,
          },
        },
      }),
    ),
  })
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Resident, when what is not needed any more has been thrown away: how much of that there was is chance. */
function memory(): number {
  collect()
  return process.memoryUsage().rss
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
