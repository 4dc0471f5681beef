import type { Models } from '../../config/models.ts'
import type { ColourFrame } from '../../drivers/frame.ts'
import { cacheFolder } from '../../models/cache.ts'
import { locate } from '../../models/locate.ts'
import { commented } from '../vision/comment.ts'
import { Detections } from '../vision/detections.ts'
import type { FaceDetector, PersonDetector } from '../vision/detector.ts'
import { Nv12 } from '../vision/nv12.ts'
import type { Picture, Region } from '../vision/picture.ts'
import { pixelate, type Rgb, widened } from '../vision/pixelate.ts'
import { startFaceDetector, startPersonDetector } from '../vision/threaded.ts'

/** Low: somebody too many made coarse does no harm, somebody too few does. */
const PERSON_SCORE = 0.1
const FACE_SCORE = 0.2
/** A box is made larger by this much on each side: hair, hands, and what it missed. */
const PERSON_WIDER = 0.2
const FACE_WIDER = 0.4
/** Squares across a person and across a face: of a face no more than a spot of colour is left. */
const ACROSS_PERSON = 3
const ACROSS_FACE = 2
/** Least side of a square, as a share of the longer side of the picture. */
const LEAST = 1 / 80
/** So often it is looked whether a face can still be found. */
const ROUNDS = 4

/** A picture that may leave the memory, and whom it does not show. */
export interface Snapshot {
  readonly jpeg: Buffer
  readonly width: number
  readonly height: number
  /** How many were made coarse. */
  readonly people: number
  readonly faces: number
}

/** Finds whom a snapshot must not show. */
export interface Watchers {
  readonly people: PersonDetector
  readonly faces: FaceDetector
  close(): Promise<void>
}

/** @throws Fault MODEL_MISSING, MODEL_CORRUPT, ENGINE_FAILED */
export async function openWatchers(models: Models): Promise<Watchers> {
  const cache = cacheFolder(undefined, models.cache)
  const [persons, located] = [await locate(models.people, cache), await locate(models.faces, cache)]
  const people = await startPersonDetector(persons)
  const faces = await startFaceDetector(located, 'fine').catch(async thrown => {
    await people.close()
    throw thrown
  })
  return { people, faces, close: async () => void (await Promise.all([people.close(), faces.close()])) }
}

/**
 * A picture in which people and faces are coarse squares, made so before anything is encoded. It is looked at again and again, until no face
 * can be found in it any more. Whom neither detector finds stays to be seen: the floor should be clear. The frame is wiped.
 */
export async function snapshot(frame: ColourFrame, watchers: Watchers): Promise<Snapshot> {
  const { width, height } = frame
  const rgb: Rgb & Picture = { layout: 'rgb', width, height, pixels: new Uint8Array(3 * width * height) }
  try {
    new Nv12(width, height, { x: 0, y: 0, width, height }, width, height).bytes(frame.pixels, rgb.pixels, 0, 3 * width)
    frame.pixels.fill(0)
    const least = LEAST * Math.max(width, height)
    const bodies = await peopleIn(rgb, watchers.people)
    let found = await watchers.faces.detect(rgb, FACE_SCORE)
    let faces = 0
    for (const body of bodies) pixelate(rgb, body, Math.max(least, Math.min(body.width, body.height) / ACROSS_PERSON))
    for (let round = 0; found.length > 0 && round < ROUNDS; round++) {
      faces += found.length
      for (const face of found)
        pixelate(
          rgb,
          widened(face, FACE_WIDER * (round + 1)),
          Math.max(least, (face.width * (round + 1)) / ACROSS_FACE),
        )
      found = await watchers.faces.detect(rgb, FACE_SCORE)
    }
    // What looks like a face after all that is blotted out.
    for (const face of found) pixelate(rgb, widened(face, FACE_WIDER), Math.max(width, height))
    const { default: sharp } = await import('sharp')
    const encoded = await sharp(rgb.pixels, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 85 })
      .toBuffer()
    const said = { width, height, people: bodies.length, faces: faces + found.length }
    return { jpeg: commented(encoded, JSON.stringify(said)), ...said }
  } finally {
    rgb.pixels.fill(0)
    frame.pixels.fill(0)
  }
}

async function peopleIn(picture: Picture, detector: PersonDetector): Promise<Region[]> {
  const found = new Detections()
  await detector.detect(picture, PERSON_SCORE, found)
  return Array.from({ length: found.count }, (_, i) => {
    const [x, y, width, height] = found.box.subarray(4 * i, 4 * i + 4)
    return widened({ x, y, width, height }, PERSON_WIDER)
  })
}
