import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { track } from '../../../../agent/cli/evaluate/track.ts'
import { run } from '../../../../agent/cli/run.ts'
import { listen } from '../spoken.ts'

let folder: string
const said = listen()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'track-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function evaluate(detections: string, ...argv: string[]): Promise<number> {
  const [from, to] = [join(folder, 'det.txt'), join(folder, 'result.txt')]
  await writeFile(from, detections)
  process.exitCode = undefined
  await run(track, ['--detections', from, '--out', to, '--json', ...argv])
  return Number(process.exitCode ?? 0)
}
const result = () => readFile(join(folder, 'result.txt'), 'utf8')

/** Somebody who stands still for 30 pictures and is missed in five of them. */
const standing = Array.from({ length: 30 }, (_, i) => i + 1)
  .filter(frame => frame < 20 || frame > 24)
  .map(frame => `${frame},-1,10,20,40,92,0.9`)
  .join('\n')

test('writes the tracks as MOT text and tells how many', async () => {
  expect(await evaluate(standing, '--fps', '10')).toBe(0)
  const lines = (await result()).trimEnd().split('\n')
  expect(lines).toHaveLength(30)
  expect(lines[0]).toBe('1,1,10.00,20.00,40.00,92.00,0.900,-1,-1,-1')
  expect(JSON.parse(said.out)).toMatchObject({ frames: 30, detections: 25, tracks: 1, boxes: 30 })
})

test('leaves gaps where it is asked to', async () => {
  expect(await evaluate(standing, '--fps', '10', '--no-interpolate')).toBe(0)
  expect((await result()).trimEnd().split('\n')).toHaveLength(25)
})

test('links in hindsight who was lost and found again, unless asked to number them as the live agent would', async () => {
  const walking = [...Array(20).keys(), ...Array.from({ length: 20 }, (_, i) => i + 54)]
    .map(frame => `${frame + 1},-1,${2 * frame},20,40,92,0.9`)
    .join('\n')
  expect(await evaluate(walking, '--fps', '10')).toBe(0)
  expect(JSON.parse(said.out)).toMatchObject({ tracks: 1, boxes: 40 })
  expect((await result()).trimEnd().split('\n').at(-1)).toMatch(/^74,1,/)
  expect(await evaluate(walking, '--fps', '10', '--no-link')).toBe(0)
  expect((await result()).trimEnd().split('\n').at(-1)).toMatch(/^74,2,/)
})

test('refuses a file with a line that cannot be read, and writes nothing', async () => {
  expect(await evaluate(`${standing}\n31,-1,10,20`)).toBe(1)
  expect(JSON.parse(said.err).error).toMatchObject({ code: 'FILE_MALFORMED' })
  expect(said.err).toContain('line 26')
  await expect(result()).rejects.toThrow('ENOENT')
})

test.each(['0', '-5', 'ten', '1e9'])('refuses %s pictures a second', async fps => {
  expect(await evaluate(standing, `--fps=${fps}`)).toBe(2)
  expect(JSON.parse(said.err).error.code).toBe('ARGUMENT_INVALID')
})

test.each([
  ['frameRate=10', { fps: 10, fpsFrom: 'seqinfo' }],
  ['frameRate = 7.5', { fps: 7.5, fpsFrom: 'seqinfo' }],
  ['frameRate=fast', { fps: 25, fpsFrom: 'default' }],
  ['seqLength=10', { fps: 25, fpsFrom: 'default' }],
])('takes the rate of the sequence, where seqinfo.ini says %s', async (line, told) => {
  const [from, out] = [join(folder, 'det', 'det.txt'), join(folder, 'result.txt')]
  await mkdir(join(folder, 'det'))
  await writeFile(from, standing)
  await writeFile(join(folder, 'seqinfo.ini'), `[Sequence]\r\nname=s\r\n${line}\r\n`)
  await run(track, ['--detections', from, '--out', out, '--json'])
  expect(JSON.parse(said.out)).toMatchObject(told)
})

test('an option weighs more than seqinfo.ini', async () => {
  await mkdir(join(folder, 'det'))
  await writeFile(join(folder, 'det', 'det.txt'), standing)
  await writeFile(join(folder, 'seqinfo.ini'), 'frameRate=10')
  await run(track, ['--detections', join(folder, 'det', 'det.txt'), '--out', join(folder, 'o'), '--fps', '20'])
  expect(said.out).toContain('at 20 a second (as told)')
})

test('says which file it cannot read or write', async () => {
  await run(track, ['--detections', join(folder, 'none.txt'), '--out', join(folder, 'o')])
  expect(said.err).toMatch(/none\.txt cannot be read/)
  await writeFile(join(folder, 'det.txt'), standing)
  await run(track, ['--detections', join(folder, 'det.txt'), '--out', join(folder, 'no', 'o')])
  expect(said.err).toMatch(/o cannot be written/)
})
