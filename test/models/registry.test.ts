import { describe, expect, test } from 'vitest'
import { Models } from '../../config/models.ts'
import { filesInstalled } from '../../models/fetch.ts'
import { convert, sourcesKept } from '../../models/pull.ts'
import { WEIGHTS, weightNamed } from '../../models/registry.ts'
import { engineOf, type Weight } from '../../models/weight.ts'
import { describeWith, models } from '../needs.ts'

const SHA256 = /^[0-9a-f]{64}$/

describe.each(WEIGHTS.map(weight => [weight.name, weight] as const))('%s', (_, weight) => {
  test('has a source, a licence that allows shops, and a hash for every file', () => {
    expect(['Apache-2.0', 'MIT', 'CC0-1.0']).toContain(weight.licence)
    expect(weight.author).not.toBe('')
    expect(weight.files.length).toBeGreaterThan(0)
    for (const { sha256, bytes } of [...weight.files, ...(weight.graph ? [weight.graph] : [])]) {
      expect(sha256).toMatch(SHA256)
      expect(bytes).toBeGreaterThan(0)
    }
    if (weight.origin.kind === 'npm') expect(weight.origin.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/)
    else expect(new URL(weight.origin.url).protocol).toBe('https:')
  })

  test('says how it wants to be asked', () => {
    for (const text of [weight.input, weight.before, weight.after]) expect(text.length).toBeGreaterThan(20)
  })

  test('stays as two files, graph first, where TensorFlow.js runs it', () => {
    if (engineOf(weight) === 'tfjs')
      expect(weight.files.map(({ path }) => path.split('.').at(-1))).toEqual(['json', 'bin'])
    else expect(weight.graph).toBeDefined()
  })
})

test('no two weights share a name or a graph', () => {
  expect(new Set(WEIGHTS.map(({ name }) => name)).size).toBe(WEIGHTS.length)
  const graphs = WEIGHTS.flatMap(({ graph }) => (graph ? [graph.sha256] : []))
  expect(new Set(graphs).size).toBe(graphs.length)
})

test('whatever the configuration may name is here, for the task that it is named for', () => {
  for (const task of ['people', 'faces'] as const)
    for (const name of Models.shape[task].unwrap().options) expect(weightNamed(name).task).toBe(task)
})

test('a name that is not here is answered with those that are', () => {
  expect(() => weightNamed('yolo')).toThrow(/no model called yolo.*nanodet.*mediapipe-full.*yunet/)
})

async function graph(weight: Weight): Promise<Uint8Array> {
  const installed = await filesInstalled(weight)
  const sources = installed ? weight.files.map(({ path }) => installed.get(path)!) : await sourcesKept(weight, models())
  return convert(weight, sources!)
}

describe('the graph that the registry knows is the one that comes out', () => {
  test.each(['mediapipe-full', 'mediapipe-short', 'dlib'])('%s, from the installed package', async name => {
    const weight = weightNamed(name)
    expect(await filesInstalled(weight)).toBeDefined()
    expect(await graph(weight)).toHaveLength(weight.graph!.bytes)
  })
})

for (const name of ['nanodet', 'yunet'] as const)
  describeWith([`model ${name}`], `the graph of ${name} that the registry knows`, () => {
    test('comes out of the files that were pulled', async () => {
      expect(await graph(weightNamed(name))).toHaveLength(weightNamed(name).graph!.bytes)
    })
  })
