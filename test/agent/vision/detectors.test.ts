import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Detections } from '../../../agent/vision/detections.ts'
import type { FaceDetector, PersonDetector } from '../../../agent/vision/detector.ts'
import type { Face } from '../../../agent/vision/face.ts'
import { openFaceDetector, openPersonDetector } from '../../../agent/vision/open.ts'
import { readPhotograph } from '../../../agent/vision/photograph.ts'
import type { Picture } from '../../../agent/vision/picture.ts'
import { startFaceDetector, startPersonDetector } from '../../../agent/vision/threaded.ts'
import { locate } from '../../../models/locate.ts'
import { intersectionOverUnion } from '../../bench/ap.ts'
import { describeWith, models, recordings } from '../../needs.ts'

// One suite for every detector: whoever can be configured must pass it.

const FACES = ['mediapipe-full', 'mediapipe-short', 'yunet', 'tfjs-full', 'tfjs-short']
const found = (name: string) => locate(name, models())

const kinds: [title: string, model: string, open: () => Promise<FaceDetector>][] = [
  ...FACES.map((name): (typeof kinds)[number] => [
    name,
    name,
    async () => openFaceDetector(await found(name), 'coarse'),
  ]),
  [
    'mediapipe-short in a thread',
    'mediapipe-short',
    async () => startFaceDetector(await found('mediapipe-short'), 'coarse'),
  ],
]

for (const [title, model, open] of kinds)
  describeWith([`model ${model}`], `faces by ${title}`, () => {
    let detector: FaceDetector
    beforeAll(async () => {
      detector = await open()
    })
    afterAll(() => detector.close())

    test('an empty room has no faces, in any layout and at any size', async () => {
      for (const [width, height] of [
        [640, 360],
        [320, 240],
        [34, 500],
        [2, 2],
      ])
        for (const picture of [plain('rgb', width, height), plain('nv12', width, height)])
          expect(await detector.detect(picture, 0.6)).toEqual([])
    })

    test('a picture whose bytes do not fit its size is refused, and the next one is looked at', async () => {
      const cut = { ...plain('rgb', 64, 64), pixels: new Uint8Array(5) }
      await expect(detector.detect(cut, 0.6)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
      await expect(detector.detect({ ...plain('nv12', 64, 64), width: 63 }, 0.6)).rejects.toMatchObject({
        code: 'ENGINE_FAILED',
      })
      expect(await detector.detect(plain('rgb', 64, 64), 0.6)).toEqual([])
    })

    describeWith(['recordings'], 'of people', () => {
      test('one photograph of one person has one face in its middle, the same each time it is looked at', async () => {
        const picture = await portrait()
        const faces = await detector.detect(picture, 0.6)
        expect(faces).toHaveLength(1)
        const [{ x, y, width, height, score, keypoints }] = faces
        expect(Math.hypot(x + width / 2 - 125, y + height / 2 - 125)).toBeLessThan(30)
        expect(score).toBeGreaterThan(0.6)
        for (let i = 0; i < keypoints.length; i += 2) {
          expect(keypoints[i]).toBeGreaterThan(x - width / 2)
          expect(keypoints[i]).toBeLessThan(x + 1.5 * width)
          expect(keypoints[i + 1]).toBeGreaterThan(y - height / 2)
          expect(keypoints[i + 1]).toBeLessThan(y + 1.5 * height)
        }
        // The eye that is the person's right is left in the picture.
        expect(keypoints[0]).toBeLessThan(keypoints[2])
        expect(await detector.detect(picture, 0.6)).toEqual(faces)
      })

      test('the layout of the picture makes no difference worth speaking of', async () => {
        const picture = await portrait()
        const [a] = await detector.detect(picture, 0.6)
        const [b] = await detector.detect(asNv12(picture), 0.6)
        expect(intersectionOverUnion(a, b)).toBeGreaterThan(0.85)
      })

      test('a face is found where it is, left and right in a wide view', async () => {
        const picture = await portrait()
        for (const left of [0, 190, 390]) {
          const faces = await detector.detect(placed(picture, 640, 250, left), 0.6)
          expect(faces).toHaveLength(1)
          expect(Math.abs(faces[0].x + faces[0].width / 2 - left - 125)).toBeLessThan(30)
        }
      })
    })
  })

describeWith(FACES.map(name => `model ${name}` as const).concat('recordings' as never), 'engines', () => {
  const open = new Map<string, FaceDetector>()
  beforeAll(async () => {
    for (const name of FACES) open.set(name, await openFaceDetector(await found(name), 'fine'))
  })
  afterAll(async () => {
    for (const detector of open.values()) await detector.close()
  })
  const look = async (name: string, picture: Picture) => open.get(name)!.detect(picture, 0.6)

  const groups = () => readdirSync(recordings('faces', 'groups')).map(name => recordings('faces', 'groups', name))
  const portraits = () =>
    readdirSync(recordings('faces', 'lfw'))
      .slice(0, 100)
      .map(name => recordings('faces', 'lfw', name, readdirSync(recordings('faces', 'lfw', name))[0]))

  test('the same net finds the same faces on both engines', { timeout: 300_000 }, async () => {
    for (const file of [...groups(), ...portraits()]) {
      const { picture } = await readPhotograph(file)
      const [ours, theirs] = [await look('mediapipe-short', picture), await look('tfjs-short', picture)]
      expect(agreement(ours, theirs), file).toBeGreaterThan(0.9)
    }
  })

  test('both engines find a face in every portrait by their full-range nets', { timeout: 300_000 }, async () => {
    for (const name of ['mediapipe-full', 'tfjs-full'])
      for (const file of portraits()) {
        const { picture } = await readPhotograph(file)
        expect((await look(name, picture)).length, `${name} ${file}`).toBeGreaterThan(0)
      }
  })

  test('every net finds the faces that YuNet finds large in groups', { timeout: 300_000 }, async () => {
    for (const file of groups()) {
      const { picture } = await readPhotograph(file)
      const large = (await look('yunet', picture)).filter(({ height, score }) => height > 60 && score > 0.85)
      expect(large.length).toBeGreaterThan(0)
      for (const name of ['mediapipe-full', 'tfjs-full']) {
        const faces = await look(name, picture)
        for (const face of large)
          expect(
            Math.max(0, ...faces.map(other => intersectionOverUnion(face, other))),
            `${name} ${file}`,
          ).toBeGreaterThan(0.4)
      }
    }
  })
})

const people: [title: string, open: () => Promise<PersonDetector>][] = [
  ['nanodet', async () => openPersonDetector(await found('nanodet'))],
  ['nanodet in a thread', async () => startPersonDetector(await found('nanodet'))],
]

for (const [title, open] of people)
  describeWith(['model nanodet'], `people by ${title}`, () => {
    let detector: PersonDetector
    beforeAll(async () => {
      detector = await open()
    })
    afterAll(() => detector.close())

    test('an empty room has nobody in it, and what was found before is forgotten', async () => {
      const into = new Detections()
      into.push(1, 2, 3, 4, 0.5)
      await detector.detect(plain('nv12', 640, 360), 0.4, into)
      expect(into.count).toBe(0)
    })

    test('a picture whose bytes do not fit its size is refused, and the next one is looked at', async () => {
      const cut = { ...plain('rgb', 64, 64), pixels: new Uint8Array(5) }
      await expect(detector.detect(cut, 0.4, new Detections())).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
      await detector.detect(plain('rgb', 64, 64), 0.4, new Detections())
    })

    describeWith(['recordings'], 'in a picture', () => {
      test('one standing person is found once, best first, within the picture', async () => {
        const { picture } = await readPhotograph(recordings('depth', 'person', '0000000000.jpg'))
        const into = new Detections()
        await detector.detect(picture, 0.1, into)
        expect(into.count).toBeGreaterThan(0)
        expect(into.score[0]).toBeGreaterThan(0.5)
        expect(into.score.subarray(0, into.count).toSorted().reverse()).toEqual(into.score.slice(0, into.count))
        const [x, y, width, height] = into.box
        expect(x).toBeGreaterThan(-10)
        expect(y).toBeGreaterThan(-10)
        expect(x + width).toBeLessThan(picture.width + 10)
        expect(y + height).toBeLessThan(picture.height + 10)
      })
    })
  })

describe('a weight that is for something else', () => {
  const located = { engine: 'onnx', name: 'dlib', graph: '/nowhere' } as const
  test('is refused', async () => {
    await expect(openFaceDetector(located, 'coarse')).rejects.toThrow('dlib finds no faces')
    await expect(startPersonDetector(located)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
  })
})

/** Every face of the one has its like in the other: the smallest overlap of such pairs. Without any faces they agree. */
function agreement(ours: readonly Face[], theirs: readonly Face[]): number {
  if (ours.length !== theirs.length) return 0
  return Math.min(1, ...ours.map(face => Math.max(...theirs.map(other => intersectionOverUnion(face, other)))))
}

function plain(layout: Picture['layout'], width: number, height: number): Picture {
  const bytes = layout === 'rgb' ? width * height * 3 : (width * height * 3) / 2
  return { layout, width, height, pixels: new Uint8Array(bytes).fill(128) }
}

async function portrait(): Promise<Picture> {
  const folder = recordings('faces', 'lfw', 'Abdul_Rahman')
  return (await readPhotograph(join(folder, readdirSync(folder)[0]))).picture
}

function placed(picture: Picture, width: number, height: number, left: number): Picture {
  const wide = plain('rgb', width, height)
  for (let y = 0; y < picture.height; y++)
    wide.pixels.set(picture.pixels.subarray(y * picture.width * 3, (y + 1) * picture.width * 3), (y * width + left) * 3)
  return wide
}

function asNv12({ width, height, pixels }: Picture): Picture {
  const out = plain('nv12', width, height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [r, g, b] = pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)
      out.pixels[y * width + x] = 16 + 0.257 * r + 0.504 * g + 0.098 * b
      if (y % 2 || x % 2) continue
      const at = width * height + (y / 2) * width + x
      out.pixels[at] = 128 - 0.148 * r - 0.291 * g + 0.439 * b
      out.pixels[at + 1] = 128 + 0.439 * r - 0.368 * g - 0.071 * b
    }
  return out
}
