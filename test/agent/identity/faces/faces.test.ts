import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Beholder } from '../../../../agent/identity/faces/beholder.ts'
import { CROP } from '../../../../agent/identity/faces/crop.ts'
import { openEmbedder } from '../../../../agent/identity/faces/embedder.ts'
import { Faces, NotAllowed } from '../../../../agent/identity/faces/faces.ts'
import { Keeper } from '../../../../agent/identity/faces/keeper.ts'
import { Photographs } from '../../../../agent/identity/faces/photographs.ts'
import { ANYTHING } from '../../../../agent/identity/faces/quality.ts'
import { NUMBERS } from '../../../../agent/identity/faces/template.ts'
import type { Bearer } from '../../../../agent/identity/permit.ts'
import { openFaceDetector } from '../../../../agent/vision/open.ts'
import { readPhotograph } from '../../../../agent/vision/photograph.ts'
import { Pool } from '../../../../agent/vision/pool.ts'
import { type Located, locate } from '../../../../models/locate.ts'
import { fiveFaces } from '../../../bench/faces.ts'
import { describeWith, models, recordings } from '../../../needs.ts'

const UNTIL_MS = 1000

/** Allows what is in the set to the track that it names, until its time is over. */
class Stub extends Keeper<object> {
  readonly given = new Map<object, number>()
  allow(track: number): object {
    const given = {}
    this.given.set(given, track)
    return given
  }
  holds(value: unknown, { track }: Bearer, nowMs: number): value is object {
    return nowMs < UNTIL_MS && this.given.get(value as object) === track
  }
}

const bearer = (track: number): Bearer => ({ sensor: 'door', track })

describeWith(['recordings', 'model mediapipe-full', 'model dlib'], 'faces in a thread', () => {
  const gate = new Stub()
  let faces: Faces<object>
  beforeAll(async () => {
    faces = await Faces.start(await located('mediapipe-full'), await located('dlib'), gate)
  })
  afterAll(() => faces.close())

  test('of five people only the one who is allowed is embedded, and the worker counted no other', async () => {
    const { nv12 } = (await fiveFaces())!
    const look = await faces.look(nv12, 0.5, true)
    expect(look.faces).toHaveLength(5)
    const before = await faces.embeddedInAll()
    const given = gate.allow(3)
    for (const [track, face] of look.faces.entries()) {
      const asked = faces.embed(given, bearer(track), look, face, 0, ANYTHING)
      if (track !== 3) await expect(asked).rejects.toThrow(NotAllowed)
      else expect(length((await asked).numbers!)).toBeCloseTo(1, 5)
    }
    await faces.release(look)
    expect(await faces.embedded(given)).toBe(1)
    expect((await faces.embeddedInAll()) - before).toBe(1)
  })

  test.each([
    ['what only looks like it', () => ({ ...gate.allow(0) }), 0],
    ['nothing', () => undefined as unknown as object, 0],
    ['what is over', () => gate.allow(0), UNTIL_MS],
  ])('with %s nobody is embedded', async (_, given, atMs) => {
    const look = await faces.look((await fiveFaces())!.nv12, 0.5, true)
    const before = await faces.embeddedInAll()
    await expect(faces.embed(given(), bearer(0), look, look.faces[0], atMs)).rejects.toThrow(NotAllowed)
    expect(await faces.embeddedInAll()).toBe(before)
    await faces.release(look)
  })

  test('a face that lacks something is told what, and is not embedded', async () => {
    const look = await faces.look((await fiveFaces())!.nv12, 0.5, true)
    const given = gate.allow(0)
    const { lacks, numbers } = await faces.embed(given, bearer(0), look, look.faces[0], 0, {
      ...ANYTHING,
      minEyes: 400,
    })
    expect(lacks).toEqual(['too-small'])
    expect(numbers).toBeUndefined()
    expect(await faces.embedded(given)).toBe(0)
    await faces.release(look)
  })

  test('after it has been released, or where it was not kept, nothing can be made of a picture', async () => {
    const { nv12 } = (await fiveFaces())!
    const look = await faces.look(nv12, 0.5, true)
    await faces.release(look)
    await expect(faces.embed(gate.allow(0), bearer(0), look, look.faces[0], 0)).rejects.toThrow('has been released')
    const passing = await faces.look(nv12, 0.5, false)
    await expect(faces.embed(gate.allow(0), bearer(0), passing, passing.faces[0], 0)).rejects.toThrow('was not kept')
  })

  test('a kept picture comes back wiped, every byte of it', async () => {
    const wiped: boolean[] = []
    const back = vi.spyOn(Pool.prototype, 'back').mockImplementation(buffer => {
      wiped.push(new Uint8Array(buffer).every(value => value === 0))
    })
    try {
      const { nv12 } = (await fiveFaces())!
      const look = await faces.look(nv12, 0.5, true)
      await faces.embed(gate.allow(0), bearer(0), look, look.faces[0], 0, ANYTHING)
      expect(wiped).toEqual([])
      await faces.release(look)
      expect(wiped).toEqual([true])
    } finally {
      back.mockRestore()
    }
  })

  test('a face found in NV12 and in RGB is one to the net', async () => {
    const { nv12, rgb } = (await fiveFaces())!
    const of = async (picture: typeof nv12) => {
      const look = await faces.look(picture, 0.5, true)
      const first = look.faces.toSorted((a, b) => a.x - b.x)[0]
      const { numbers } = await faces.embed(gate.allow(0), bearer(0), look, first, 0, ANYTHING)
      await faces.release(look)
      return numbers!
    }
    const { width, height } = nv12
    const pixels = new Uint8Array(rgb)
    expect(apart(await of(nv12), await of({ layout: 'rgb', width, height, pixels }))).toBeLessThan(0.2)
  })
})

describeWith(['recordings', 'model mediapipe-full', 'model dlib'], 'what remains of a face', () => {
  test('is nothing but its numbers: crop, mirror image and picture are wiped', async () => {
    const embedder = await openEmbedder('dlib', ((await located('dlib')) as Located & { engine: 'onnx' }).graph)
    const beholder = new Beholder(await openFaceDetector(await located('mediapipe-full'), 'coarse'), embedder)
    const { picture } = await readPhotograph(portraits()[0])
    const [face] = await beholder.look(picture, 0.5)
    const made = new Float32Array(NUMBERS)
    await beholder.embed(picture, Float32Array.from(face.keypoints), 1, ANYTHING, made, 0)
    expect(length(made)).toBeCloseTo(1, 5)
    expect(embedder.field).toHaveLength(2 * CROP)
    expect(embedder.field.every(value => value === 0)).toBe(true)
    await beholder.close()
  })
})

describeWith(['recordings', 'model mediapipe-full', 'model dlib'], 'photographs', () => {
  test('of one person are nearer to each other than those of two', async () => {
    const photographs = await Photographs.open(await located('mediapipe-full'), await located('dlib'))
    const [first, second] = readdirSync(recordings('faces', 'lfw'))
      .map(name => readdirSync(recordings('faces', 'lfw', name)).map(file => recordings('faces', 'lfw', name, file)))
      .filter(files => files.length > 1)
    const made: Float32Array[] = []
    for (const file of [first[0], first[1], second[0]]) made.push((await photographs.embed(file, ANYTHING))!)
    const [a, b, c] = made
    expect(apart(a, b)).toBeLessThan(apart(a, c))
    await photographs.close()
  })
})

function located(name: string): Promise<Located> {
  return locate(name, models())
}

function portraits(): string[] {
  const folder = recordings('faces', 'lfw', 'Abdul_Rahman')
  return readdirSync(folder).map(name => join(folder, name))
}

function length(numbers: Float32Array): number {
  return Math.hypot(...numbers)
}

function apart(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((value, i) => value - b[i]))
}
