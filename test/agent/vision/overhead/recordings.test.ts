import { readdirSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { Tracker } from '../../../../agent/tracking/tracker.ts'
import { Detections } from '../../../../agent/vision/detections.ts'
import { Overhead } from '../../../../agent/vision/overhead/overhead.ts'
import { Depth } from '../../../../config/depth.ts'
import { Tracking } from '../../../../config/tracking.ts'
import { recording } from '../../../../drivers/depth/recording.ts'
import { View } from '../../../../drivers/view.ts'
import { describeWith, recordings } from '../../../needs.ts'

/** From here up a detection may begin a track. */
const SURE = Tracking.parse({}).highScore
const never = new AbortController().signal

describeWith(['recordings'], 'two people who pass under a stereo camera', () => {
  const camera = Depth.parse({
    id: 'stereo',
    feed: { driver: 'recording', folder: 'frames', fps: 15 },
    intrinsics: { width: 640, height: 400, fx: 464.28, fy: 464.28, cx: 325.6, cy: 205.6 },
    pose: { position: [0, 0], heightMetres: 2.73, headingDegrees: 90 },
  })
  const play = () =>
    recording('stereo', recordings('depth', 'overhead', 'frames'), { fps: 15, paced: false, startsAt: 0 }).open(never)

  test('each is one head in almost every picture, and there is almost none when nobody is there', async () => {
    const overhead = new Overhead(camera)
    const into = new Detections()
    const heads: [number, number][][] = []
    for await (const frame of play()) {
      overhead.heads(frame, into)
      heads[2 * frame.index] = spots(into)
    }
    // Frame numbers of passes.json, labelled by eye to ten frames: those in which a head is surely within the picture, and those
    // in which nobody is, after the exposure has settled.
    const between = (from: number, to: number) => heads.slice(from, to + 1).filter(found => found !== undefined)
    const passes = [between(52, 76), between(236, 264)]
    for (const pass of passes) {
      expect(pass.filter(found => found.length > 0).length / pass.length).toBeGreaterThanOrEqual(0.8)
      expect(pass.filter(found => found.length > 1).length / pass.length).toBeLessThan(0.2)
    }
    const [first, second] = passes.map(pass => pass.flat())
    expect(first![0]![0]).toBeGreaterThan(first!.at(-1)![0])
    expect(second![0]![0]).toBeLessThan(second!.at(-1)![0])
    const empty = between(112, 174)
    expect(empty.filter(found => found.length > 0).length / empty.length).toBeLessThan(0.05)
  })

  test('are two tracks that count, the first to the left and the second to the right, and no others', async () => {
    const overhead = new Overhead(camera)
    const tracker = new Tracker(Tracking.parse({}))
    const into = new Detections()
    const seen = new Map<number, { fromX: number; toX: number; fromFrame: number; toFrame: number }>()
    for await (const frame of play()) {
      overhead.heads(frame, into)
      const tracks = tracker.update(into, frame.atMs)
      for (let i = 0; i < tracks.count; i++) {
        if (!tracks.confirmed[i] || tracks.detection[i]! < 0) continue
        const x = tracks.box[4 * i]! + 0.25
        const was = seen.get(tracks.id[i]!) ?? { fromX: x, fromFrame: 2 * frame.index }
        seen.set(tracks.id[i]!, { ...was, toX: x, toFrame: 2 * frame.index })
      }
    }
    // The times of passes.json, labelled by eye to ten frames.
    const passes = [...seen.values()].toSorted((a, b) => a.fromFrame - b.fromFrame)
    expect(passes.map(({ fromX, toX }) => (toX < fromX ? 'right to left' : 'left to right'))).toEqual([
      'right to left',
      'left to right',
    ])
    for (const [i, [from, to]] of [[20, 110] as const, [175, 350] as const].entries()) {
      expect(Math.abs(passes[i]!.toX - passes[i]!.fromX)).toBeGreaterThan(0.4)
      expect(passes[i]!.fromFrame).toBeGreaterThanOrEqual(from - 10)
      expect(passes[i]!.toFrame).toBeLessThanOrEqual(to + 10)
    }
  })
})

// The camera looks ahead, not down, and nobody wrote down how high it stood: whatever is likely must do. Its own files hold the
// pose of the person who turns round before it, which says nothing of the floor.
describeWith(['recordings'], 'a person who turns round before a structured-light camera that looks ahead', () => {
  describe.each([1.35, 1.45, 1.55])('at %d m', heightMetres => {
    test('is one head in every picture, where the top of the mask is, and nothing else is', async () => {
      const camera: Depth = {
        id: 'front',
        feed: { driver: 'recording', folder: 'person', fps: 6 },
        maxFps: 10,
        intrinsics: { width: 640, height: 480, fx: 525, fy: 525, cx: 320, cy: 240 },
        pose: { position: [0, 0], heightMetres, tiltDegrees: 90, headingDegrees: 90 },
        heads: { minMetres: 1, maxMetres: 2.2 },
      }
      const view = new View(camera)
      const overhead = new Overhead(camera)
      const into = new Detections()
      const folder = recordings('depth', 'person')
      const names = readdirSync(folder).filter(name => name.endsWith('_depth.png'))
      expect(names).toHaveLength(20)
      for (const [index, name] of names.toSorted().entries()) {
        const distances = await sharp(`${folder}/${name}`).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer()
        const millimetres = new Uint16Array(640 * 480)
        new Uint8Array(millimetres.buffer).set(distances)
        overhead.heads({ atMs: 167 * index, index, width: 640, height: 480, millimetres }, into)
        const found = spots(into)
        expect(found).toHaveLength(1)
        const mask = await sharp(`${folder}/${name.replace('_depth.png', '_mask.jpg')}`)
          .greyscale()
          .raw()
          .toBuffer()
        const head = topOf(mask, millimetres)
        const [column, , depth] = view.project(...found[0]!, heightMetres)!
        expect(column).toBeGreaterThan(head.left)
        expect(column).toBeLessThan(head.right)
        // What is seen of a head is its front; its middle lies behind that.
        expect(depth - head.depth).toBeGreaterThan(-0.05)
        expect(depth - head.depth).toBeLessThan(0.2)
      }
    })
  })
})

/** Columns and distance of the uppermost 60 rows of what the mask holds: about 10 cm. */
function topOf(mask: Uint8Array, millimetres: Uint16Array): { left: number; right: number; depth: number } {
  const rows = Array.from({ length: 480 }, (_, row) => row)
  const held = (row: number) => {
    const columns = Array.from({ length: 640 }, (_, column) => column)
    return columns.filter(column => mask[row * 640 + column]! > 127 && millimetres[row * 640 + column]! > 0)
  }
  const top = rows.find(row => held(row).length > 10)!
  const pixels = rows.slice(top, top + 60).flatMap(row => held(row).map(column => [row, column] as const))
  const columns = pixels.map(([, column]) => column)
  const depths = pixels.map(([row, column]) => millimetres[row * 640 + column]!).toSorted((a, b) => a - b)
  return { left: Math.min(...columns), right: Math.max(...columns), depth: depths[depths.length >> 1]! / 1000 }
}

/** Spots under the heads that are sure. */
function spots({ box, score, count }: Detections): [number, number][] {
  const all = Array.from({ length: count }, (_, i) => i).filter(i => score[i]! >= SURE)
  return all.map(i => [box[4 * i]! + 0.25, box[4 * i + 1]! + 0.25])
}
