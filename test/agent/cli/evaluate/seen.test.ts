import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from 'citty'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { facesDetect } from '../../../../agent/cli/evaluate/faces-detect.ts'
import { people } from '../../../../agent/cli/evaluate/people.ts'
import { averagePrecision } from '../../../bench/ap.ts'
import { describeWith, models, recordings } from '../../../needs.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aisle-evaluate-'))
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => {
  process.exitCode = undefined
})

/** The one JSON object on standard output, and what was written to standard error. */
async function run(command: typeof people | typeof facesDetect, ...rawArgs: string[]) {
  const said: string[] = []
  const told: string[] = []
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(text => !!said.push(String(text)))
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(text => !!told.push(String(text)))
  try {
    await runCommand(command as never, { rawArgs: [...rawArgs, '--json', '--cache', models()] })
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
  return { answer: JSON.parse(said.join('')), told: told.join('') }
}

describe('what is asked wrongly is refused before anything is done', () => {
  test.each(['2', '-0.1', 'high', ''])('--score %s', async score => {
    await expect(run(people, '--video', 'x', '--out', 'y', `--score=${score}`)).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
    })
  })
  test('a folder that is missing', async () => {
    await expect(run(facesDetect, '--images', join(folder, 'none'), '--out', 'y')).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    })
  })
  test('a folder without images', async () => {
    await expect(run(facesDetect, '--images', join(folder), '--out', 'y')).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
    })
  })
})

describeWith(['model mediapipe-full'], 'faces-detect', () => {
  test('an image that cannot be read is told and counted, and the others are looked at', async () => {
    const images = await mkdtemp(join(folder, 'images-'))
    await sharp({ create: { width: 64, height: 48, channels: 3, background: 'grey' } }).toFile(
      join(images, 'plain.jpg'),
    )
    await writeFile(join(images, 'broken.jpg'), 'this is no image')
    await writeFile(join(images, 'notes.txt'), 'nor is this')
    const out = join(folder, 'boxes.json')
    const { answer, told } = await run(facesDetect, '--images', images, '--out', out, '--score', '0.6')
    expect(answer).toEqual({ detector: 'mediapipe-full', images: 1, faces: 0, unreadable: 1 })
    expect(told).toContain('broken.jpg cannot be decoded as an image')
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual({ 'plain.jpg': [] })
    expect(process.exitCode).toBeUndefined()
  })

  test('where no image can be read it has failed', async () => {
    const images = await mkdtemp(join(folder, 'images-'))
    await writeFile(join(images, 'broken.jpg'), 'this is no image')
    const { answer } = await run(facesDetect, '--images', images, '--out', join(folder, 'none.json'))
    expect(answer).toMatchObject({ images: 0, unreadable: 1 })
    expect(process.exitCode).toBe(1)
  })
})

describeWith(['ffmpeg', 'model nanodet'], 'people', () => {
  test('every picture of a video is looked at, and an empty one gives an empty file', async () => {
    const video = join(folder, 'empty.avi')
    ffmpeg('-f', 'lavfi', '-i', 'color=gray:size=320x240:rate=10:duration=1', video)
    const out = join(folder, 'nobody.txt')
    const { answer } = await run(people, '--video', video, '--out', out, '--score', '0.5')
    expect(answer).toMatchObject({ frames: 10, boxes: 0, out })
    expect(await readFile(out, 'utf8')).toBe('')
  })

  test('a file that is no video is refused', async () => {
    const video = join(folder, 'text.avi')
    await writeFile(video, 'no video')
    await expect(run(people, '--video', video, '--out', 'y')).rejects.toMatchObject({ code: 'SOURCE_REFUSED' })
  })
})

describeWith(['ffmpeg', 'model nanodet', 'recordings'], 'people of PETS S2L1', () => {
  const [out, truthFile] = ['people.txt', recordings('video', 'vtest-groundtruth', 'gt', 'gt.txt')]
  let answer: { frames: number; boxes: number }
  let boxes: ReturnType<typeof rows>
  let truth: ReturnType<typeof rows>
  beforeAll(async () => {
    const video = recordings('video', 'vtest.avi')
    ;({ answer } = await run(people, '--video', video, '--out', join(folder, out)))
    boxes = rows(await readFile(join(folder, out), 'utf8'))
    truth = rows(await readFile(truthFile, 'utf8'))
  }, 600_000)

  test('are looked for in every picture, and nobody is followed', () => {
    expect(answer.frames).toBe(795)
    expect(boxes).toHaveLength(answer.boxes)
    expect(new Set(boxes.map(({ id }) => id))).toEqual(new Set([-1]))
  })

  // The first 300 pictures by themselves, since whoever is followed in them is looked at by the test of a street with real people.
  test.each([300, 795])('are nearly all found in %i pictures', pictures => {
    const [found, there] = [boxes, truth].map(some => some.filter(({ picture }) => picture <= pictures))
    expect(averagePrecision(found, there)).toBeGreaterThanOrEqual(0.88)
  })
})

function ffmpeg(...words: string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...words])
}

function rows(text: string) {
  return text
    .trim()
    .split('\n')
    .map(line => line.split(',').map(Number))
    .map(([picture, id, x, y, width, height, score]) => ({ picture, id, x, y, width, height, score }))
}
