import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineCommand } from 'citty'
import { Fault, why } from '../../../config/fault.ts'
import { Models } from '../../../config/models.ts'
import { cacheFolder } from '../../../models/cache.ts'
import { locate } from '../../../models/locate.ts'
import { LIMITS, TARGETS, type Target } from '../../identity/faces/rule.ts'
import { print } from '../run.ts'
import { embedAll } from './embed.ts'
import { type Labelled, labelled, limitFor, type Seen, type Split, seen, split } from './open.ts'
import { type Share, wilson } from './wilson.ts'

/** FPIR: strangers who were taken for a member. FNIR: members who were not recognised, or taken for another (ISO/IEC 19795-1). */
interface Figures {
  readonly limit: number
  readonly fpir: Share
  readonly fnir: Share
}

export const identify = defineCommand({
  meta: {
    name: 'identify',
    description:
      'Judge on public photographs how often a stranger is taken for a member (FPIR) and how often a member is not known (FNIR), with 95 % intervals. Strangers and members are drawn by seed from a folder with a folder a person, or told by lists.',
  },
  args: {
    images: { type: 'string', required: true, valueHint: 'DIR', description: 'The folder with a folder a person.' },
    members: {
      type: 'string',
      default: '200',
      valueHint: 'N',
      description: 'How many are members; all others are strangers.',
    },
    photographs: {
      type: 'string',
      default: '5',
      valueHint: 'N',
      description: 'Photographs of a member that make the template, at most.',
    },
    seeds: { type: 'string', default: '5', valueHint: 'N', description: 'How many times members are drawn anew.' },
    enrol: {
      type: 'string',
      valueHint: 'LIST',
      description: 'Members: a name and an image below DIR a line, with a tab between.',
    },
    probe: {
      type: 'string',
      valueHint: 'LIST',
      description: 'Whom the door sees, in the same way; who is not in the other list is a stranger.',
    },
    target: {
      type: 'enum',
      options: TARGETS.map(String),
      default: '0.001',
      description: 'How seldom a stranger may be taken for a member.',
    },
    detector: {
      type: 'enum',
      options: [...Models.shape.faces.unwrap().options],
      description: 'Which detector (default: that of a new configuration).',
    },
    cache: { type: 'string', valueHint: 'DIR', description: 'Where weights are kept.' },
    json: { type: 'boolean', description: 'One JSON object at the end: {detector, target, splits, all, crossed}.' },
  },
  async run({ args }) {
    const target = Number(args.target) as Target
    const splits = await chosen(args)
    const cache = cacheFolder(args.cache)
    const detector = await locate(args.detector ?? Models.parse({}).faces, cache)
    const files = [
      ...new Set(splits.flatMap(({ enrolled, probes }) => [...enrolled, ...probes].map(({ file }) => file))),
    ]
    const numbers = await embedAll(files, detector, await locate('dlib', cache))
    const found = splits.map(each => seen(each, numbers))
    for (const each of numbers.values()) each.fill(0)
    const told = {
      detector: detector.name,
      target,
      splits: found.map(each => judged(each, LIMITS[target])),
      all: judged(found.flat(), LIMITS[target], found.length),
      crossed: crossed(found, target),
    }
    print(args.json, told, () =>
      [
        `${told.detector}, ${target * 100} % of strangers may be taken for members; limit ${LIMITS[target]}`,
        ...told.splits.map((each, i) => `split ${i + 1}: ${sentence(each)}`),
        `all: ${sentence(told.all)} (intervals as of one split)`,
        `limits fitted to half of the strangers, shown on the other half: ${sentence(told.crossed)}`,
      ].join('\n'),
    )
  },
})

/** Of several splits the trials are not independent: intervals are those of one of them. */
function judged(found: readonly Seen[], limit: number, splits = 1): Figures {
  const strangers = found.filter(({ isRight }) => isRight === undefined)
  const members = found.filter(({ isRight }) => isRight !== undefined)
  const taken = strangers.filter(each => each.strangeness <= limit).length
  const missed = members.filter(each => !(each.isRight && each.strangeness <= limit)).length
  return {
    limit,
    fpir: wilson(taken / splits, strangers.length / splits),
    fnir: wilson(missed / splits, members.length / splits),
  }
}

/** Each half of the strangers, by person, judged by the limit that the other half asks for; the mean over both and all splits. */
function crossed(found: readonly (readonly Seen[])[], target: Target): Figures {
  const parts = found.flatMap(each => {
    const strangers = [...new Set(each.filter(({ isRight }) => isRight === undefined).map(({ who }) => who))].sort()
    const half = new Set(strangers.filter((_, i) => i % 2))
    const isIn = (which: boolean) => (one: Seen) => one.isRight === undefined && half.has(one.who) === which
    return [true, false].map(which => {
      const limit = limitFor(each.filter(isIn(which)), target)
      return judged(
        each.filter(one => one.isRight !== undefined || isIn(!which)(one)),
        limit,
      )
    })
  })
  const sum = (of: (figures: Figures) => number) => parts.reduce((total, part) => total + of(part), 0)
  const share = (of: (figures: Figures) => Share) =>
    wilson(sum(part => of(part).share * of(part).of) / parts.length, sum(part => of(part).of) / parts.length)
  return {
    limit: sum(part => part.limit) / parts.length,
    fpir: share(part => part.fpir),
    fnir: share(part => part.fnir),
  }
}

function sentence({ limit, fpir, fnir }: Figures): string {
  const percent = ({ share, low, high, of }: Share) =>
    `${(100 * share).toFixed(2)} % (${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)} of ${Math.round(of)})`
  return `limit ${limit.toFixed(4)}, FPIR ${percent(fpir)}, FNIR ${percent(fnir)}`
}

async function chosen(args: {
  images: string
  members: string
  photographs: string
  seeds: string
  enrol?: string | undefined
  probe?: string | undefined
}): Promise<Split[]> {
  if ((args.enrol === undefined) !== (args.probe === undefined))
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--enrol',
      value: 'alone',
      expected: '--enrol and --probe together',
    })
  if (args.enrol !== undefined && args.probe !== undefined)
    return [{ enrolled: await listed(args.enrol, args.images), probes: await listed(args.probe, args.images) }]
  const [members, most, seeds] = [
    whole('--members', args.members),
    whole('--photographs', args.photographs),
    whole('--seeds', args.seeds),
  ]
  let all: Labelled[]
  try {
    all = labelled(args.images)
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file: args.images, why: why(thrown) }, thrown)
  }
  return Array.from({ length: seeds }, (_, i) => {
    const made = split(all, members, most, i + 1)
    if (made) return made
    const expected = 'no more than there are people with two photographs'
    throw new Fault('ARGUMENT_INVALID', { argument: '--members', value: members, expected })
  })
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

function whole(argument: string, value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw new Fault('ARGUMENT_INVALID', { argument, value, expected: 'a whole number from 1 to 10000' })
  return number
}
