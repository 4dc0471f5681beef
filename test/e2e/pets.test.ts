import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { footOf, planeOf } from '../../agent/floor/plane.ts'
import { type MotBox, readMot } from '../../agent/tracking/mot.ts'
import { loadConfig } from '../../config/load.ts'
import { ROOT } from '../../config/root.ts'
import { intersectionOverUnion } from '../bench/ap.ts'
import { score } from '../bench/mot.ts'
import { describeWith, recordings } from '../needs.ts'
import { aislectl, freePort, mosquitto, scratch, subscriber } from './aisled.ts'

/** Of 795 frames: 30 s, in which people come and go. The whole film is looked at by the benchmark of accuracy, and who is found in it by the test of `evaluate people`. */
const FRAMES = 300

describeWith(['recordings', 'ffmpeg', 'mosquitto', 'model nanodet'], 'a street with real people', () => {
  const folder = scratch()
  afterAll(folder.remove)
  const truthFile = recordings('video', 'vtest-groundtruth', 'gt', 'gt.txt')
  const video = join(folder.folder, 'vtest.avi')
  const tracksFile = join(folder.folder, 'tracks.txt')
  let truth: MotBox[]
  let answer: { frames: number; boxes: number; tracks: number }

  beforeAll(async () => {
    truth = readMot(readFileSync(truthFile, 'utf8'), truthFile).filter(({ frame }) => frame <= FRAMES)
    const cut = [
      '-loglevel',
      'error',
      '-i',
      recordings('video', 'vtest.avi'),
      '-frames:v',
      `${FRAMES}`,
      '-c',
      'copy',
      video,
    ]
    expect(String(spawnSync('ffmpeg', cut).stderr)).toBe('')
    const run = aislectl(['evaluate', 'people', '--video', video, '--out', tracksFile, '--track', '--json'])
    expect(await run.ended, run.said()).toBe(0)
    answer = JSON.parse(/^\{.*\}$/m.exec(run.said())![0])
  }, 300_000)

  test('follows them: each is in a picture once, under a number of their own', () => {
    const boxes = readMot(readFileSync(tracksFile, 'utf8'), tracksFile)
    expect(boxes).toHaveLength(answer.boxes)
    expect(answer.frames).toBe(FRAMES)
    expect(new Set(boxes.map(({ id }) => id)).size).toBe(answer.tracks)
    expect(new Set(boxes.map(({ frame, id }) => `${frame} ${id}`)).size).toBe(boxes.length)
    // Three people are there from the first picture on, before any of them has been seen long enough to count.
    expect(boxes.filter(({ frame }) => frame === 1).length).toBe(3)
  })

  test('follows them: MOTA of at least 65, IDF1 of at least 50', () => {
    const { mota, idf1 } = score(truth, readMot(readFileSync(tracksFile, 'utf8'), tracksFile))
    expect(mota).toBeGreaterThanOrEqual(0.65)
    expect(idf1).toBeGreaterThanOrEqual(0.5)
  })

  test('places them on the floor: median error of at most half a metre', () => {
    const plane = planeOf(loadConfig(new URL('test/e2e/pets.yaml', ROOT).pathname).cameras[0]!)
    const spots = new Map<string, [number, number]>()
    for (const line of readFileSync(recordings('video', 'vtest-groundtruth', 'world_m.csv'), 'utf8')
      .split('\n')
      .slice(1)) {
      const [frame, id, x, y] = line.split(',').map(Number)
      if (y !== undefined) spots.set(`${frame} ${id}`, [x!, y])
    }
    const tracks = new Map<number, MotBox[]>()
    for (const box of readMot(readFileSync(tracksFile, 'utf8'), tracksFile))
      tracks.set(box.frame, [...(tracks.get(box.frame) ?? []), box])
    const foot = new Float64Array(2)
    const errors = truth.flatMap(person => {
      const spot = spots.get(`${person.frame} ${person.id}`)
      const overlaps = (tracks.get(person.frame) ?? []).map(box => ({
        box,
        overlap: intersectionOverUnion(box, person),
      }))
      const best = overlaps.reduce((a, b) => (b.overlap > a.overlap ? b : a), { box: person, overlap: 0 })
      if (!spot || best.overlap < 0.5) return []
      const { x, y, width, height } = best.box
      footOf(plane, Float32Array.of(x, y, width, height), 0, foot)
      return [Math.hypot(foot[0]! - spot[0], foot[1]! - spot[1])]
    })
    errors.sort((a, b) => a - b)
    expect(errors.length).toBeGreaterThan(1500)
    expect(errors[errors.length >> 1]).toBeLessThanOrEqual(0.5)
  })

  test('tells a real broker of their visits, each begun and ended once, dropping no frame', async () => {
    const port = await freePort()
    const broker = await mosquitto(port)
    const heard = await subscriber(`mqtt://127.0.0.1:${port}`)
    const config = folder.write(
      'pets.yaml',
      `${readFileSync(new URL('test/e2e/pets.yaml', ROOT), 'utf8').replace('1883', String(port))}\noutbox: { path: pets.db }\n`,
    )
    const run = aislectl(['replay', '--config', config, '--events', join(folder.folder, 'events.ndjson'), '--json'])
    expect(await run.ended, run.said()).toBe(0)
    await heard.close()
    await broker.stop()
    const written = readFileSync(join(folder.folder, 'events.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(heard.events).toEqual(written)
    const visits = (type: string) =>
      heard.events.filter(event => event.type === `aisle.visit.${type}.v1`).map(event => event.subject)
    expect(visits('started').length).toBeGreaterThanOrEqual(8)
    expect(visits('ended').sort()).toEqual(visits('started').sort())
    expect(heard.events.some(event => event.type === 'aisle.zone.dwelled.v1')).toBe(true)
    expect(heard.events.every(event => event.simulated === undefined)).toBe(true)
  }, 200_000)
})
