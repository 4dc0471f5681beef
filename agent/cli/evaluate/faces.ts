import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineCommand } from 'citty'
import { Fault, why } from '../../../config/fault.ts'
import { Models } from '../../../config/models.ts'
import { cacheFolder } from '../../../models/cache.ts'
import { locate } from '../../../models/locate.ts'
import { write } from '../../../models/write.ts'
import { print } from '../run.ts'
import { embedAll } from './embed.ts'
import { readPairs } from './lfw.ts'

export const faces = defineCommand({
  meta: {
    name: 'faces',
    description:
      'Judge how well faces are told apart on public photographs. Writes a distance a line for each pair (Euclidean, of numbers of length one), nan where no face is found. What is made of the faces is in memory only, and gone at the end.',
  },
  args: {
    pairs: {
      type: 'string',
      required: true,
      valueHint: 'PAIRS',
      description: 'Pairs as Labeled Faces in the Wild lists them.',
    },
    images: { type: 'string', required: true, valueHint: 'DIR', description: 'The folder with a folder a person.' },
    out: { type: 'string', required: true, valueHint: 'SCORES.txt', description: 'Where the distances go.' },
    detector: {
      type: 'enum',
      options: [...Models.shape.faces.unwrap().options],
      description: 'Which detector (default: that of a new configuration).',
    },
    cache: { type: 'string', valueHint: 'DIR', description: 'Where weights are kept.' },
    json: { type: 'boolean', description: 'One JSON object at the end: {detector, pairs, noFace, photographs, out}.' },
  },
  async run({ args }) {
    const pairs = readPairs(await read(args.pairs), args.pairs)
    const cache = cacheFolder(args.cache)
    const detector = await locate(args.detector ?? Models.parse({}).faces, cache)
    const files = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))]
    const numbers = await embedAll(
      files.map(file => join(args.images, file)),
      detector,
      await locate('dlib', cache),
    )
    const of = (file: string) => numbers.get(join(args.images, file))
    const distances = pairs.map(({ first, second }) => apart(of(first), of(second)))
    for (const each of numbers.values()) each.fill(0)
    await write(
      args.out,
      distances.map(distance => `${Number.isNaN(distance) ? 'nan' : distance.toFixed(6)}\n`).join(''),
    )
    const noFace = distances.filter(Number.isNaN).length
    const told = { detector: detector.name, pairs: pairs.length, noFace, photographs: files.length, out: args.out }
    print(
      args.json,
      told,
      () => `${told.pairs} distances by ${told.detector} are in ${told.out}; in ${noFace} pairs a face was not found.`,
    )
  },
})

function apart(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return a && b ? Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0)) : Number.NaN
}

/** @throws Fault FILE_UNREADABLE */
async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}
