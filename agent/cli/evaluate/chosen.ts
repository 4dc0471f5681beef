import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault, why } from '../../../config/fault.ts'
import { whole } from '../number.ts'
import type { Draw } from './judge.ts'
import { type Labelled, labelled, type Split, split } from './open.ts'

/** Of no count more is worth trying. */
export const MOST = 10_000

/** How members and strangers come about, and of whom. Whoever is told by lists is not drawn anew. */
export interface Chosen {
  readonly splits: readonly Split[]
  readonly drawn: { readonly all: readonly Labelled[]; readonly draw: Draw } | undefined
}

/** @throws Fault ARGUMENT_INVALID, FILE_UNREADABLE, FILE_MALFORMED */
export async function chosen(args: {
  images: string
  members: string
  photographs: string
  looks: string
  seeds: string
  enrol?: string | undefined
  probe?: string | undefined
}): Promise<Chosen> {
  if ((args.enrol === undefined) !== (args.probe === undefined))
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--enrol',
      value: 'alone',
      expected: '--enrol and --probe together',
    })
  if (args.enrol !== undefined && args.probe !== undefined)
    return {
      splits: [{ enrolled: await listed(args.enrol, args.images), probes: await listed(args.probe, args.images) }],
      drawn: undefined,
    }
  const draw: Draw = {
    members: whole('--members', args.members, 1, MOST),
    photographs: whole('--photographs', args.photographs, 1, MOST),
    looks: whole('--looks', args.looks, 1, MOST),
    seeds: whole('--seeds', args.seeds, 1, MOST),
  }
  let all: Labelled[]
  try {
    all = labelled(args.images)
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file: args.images, why: why(thrown) }, thrown)
  }
  const splits = Array.from({ length: draw.seeds }, (_, i) => {
    const made = split(all, draw.members, draw.photographs, i + 1)
    if (made) return made
    const expected = 'no more than there are people with two photographs'
    throw new Fault('ARGUMENT_INVALID', { argument: '--members', value: draw.members, expected })
  })
  return { splits, drawn: { all, draw } }
}

/** @throws Fault FILE_UNREADABLE, FILE_MALFORMED */
async function listed(file: string, images: string): Promise<Labelled[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '') return []
    const [who, path, ...more] = line.split('\t')
    if (!who || !path || more.length > 0 || path.split(/[/\\]/).includes('..'))
      throw new Fault('FILE_MALFORMED', {
        file,
        count: 1,
        line: i + 1,
        why: 'expected a name and an image, with a tab between',
      })
    return [{ who, file: join(images, path) }]
  })
}
