import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Tracker } from '../../../agent/tracking/tracker.ts'
import { Detections } from '../../../agent/vision/detections.ts'
import { Overhead } from '../../../agent/vision/overhead/overhead.ts'
import { Depth } from '../../../config/depth.ts'
import { Tracking } from '../../../config/tracking.ts'
import { recording } from '../../../drivers/depth/recording.ts'
import type { Row } from '../row.ts'

const FPS = 15
/** Of how many of the tracks that count: who passes under the camera goes at least so far. */
const PASS_METRES = 0.4

/** Depth recordings: people who pass under a stereo camera, and one who turns round before a camera that looks ahead. */
export async function depthRows(data: string): Promise<Row[]> {
  const rule = Tracking.parse({})
  const stereo = Depth.parse({
    id: 'stereo',
    feed: { driver: 'recording', folder: 'frames', fps: FPS },
    intrinsics: { width: 640, height: 400, fx: 464.28, fy: 464.28, cx: 325.6, cy: 205.6 },
    pose: { position: [0, 0], heightMetres: 2.73, headingDegrees: 90 },
  })
  const overhead = new Overhead(stereo)
  const tracker = new Tracker(rule)
  const into = new Detections()
  const ways = new Map<number, [from: number, to: number]>()
  for await (const frame of play('stereo', join(data, 'depth', 'overhead', 'frames'))) {
    overhead.heads(frame, into)
    const tracks = tracker.update(into, frame.atMs)
    for (let i = 0; i < tracks.count; i++) {
      if (!tracks.confirmed[i] || tracks.detection[i]! < 0) continue
      const x = tracks.box[4 * i]!
      ways.set(tracks.id[i]!, [ways.get(tracks.id[i]!)?.[0] ?? x, x])
    }
  }
  const passes = [...ways.values()].filter(([from, to]) => Math.abs(to - from) > PASS_METRES)
  const [left, right] = [passes.filter(([from, to]) => to < from), passes.filter(([from, to]) => to > from)]
  return [
    {
      name: 'depth, passes under a stereo camera',
      value: passes.length,
      unit: 'passes',
      note: `${left.length} to the left, ${right.length} to the right; there was one each way`,
    },
    { name: 'depth, tracks of nobody who passed', value: ways.size - passes.length, unit: 'tracks' },
    await heads(join(data, 'depth', 'person'), rule.highScore),
  ]
}

/** Nobody wrote down how high the camera stood: a likely height must do. */
async function heads(folder: string, sure: number): Promise<Row> {
  const front: Depth = {
    id: 'front',
    feed: { driver: 'recording', folder, fps: FPS },
    maxFps: 10,
    intrinsics: { width: 640, height: 480, fx: 525, fy: 525, cx: 320, cy: 240 },
    pose: { position: [0, 0], heightMetres: 1.45, tiltDegrees: 90, headingDegrees: 90 },
    heads: { minMetres: 1, maxMetres: 2.2 },
  }
  const overhead = new Overhead(front)
  const into = new Detections()
  let [one, pictures] = [0, 0]
  for await (const frame of play('front', folder)) {
    overhead.heads(frame, into)
    pictures++
    if (into.score.subarray(0, into.count).filter(score => score >= sure).length === 1) one++
  }
  const note = `of ${pictures}; of ${readdirSync(folder).filter(name => name.endsWith('_depth.png')).length} in the set`
  return { name: 'depth, pictures of one person with exactly one head', value: one, unit: 'pictures', note }
}

function play(id: string, folder: string) {
  return recording(id, folder, { fps: FPS, paced: false, startsAt: 0 }).open(new AbortController().signal)
}
