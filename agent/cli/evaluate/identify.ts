import { defineCommand } from 'citty'
import { Models } from '../../../config/models.ts'
import { cacheFolder } from '../../../models/cache.ts'
import { locate } from '../../../models/locate.ts'
import { LIMITS, TARGETS, type Target } from '../../identity/faces/rule.ts'
import type { Share } from '../../journey/wilson.ts'
import { whole } from '../number.ts'
import { print } from '../run.ts'
import { chosen, MOST } from './chosen.ts'
import { embedAll } from './embed.ts'
import { crossed, type Figures, judged, ofEnrolled } from './judge.ts'
import { seen } from './open.ts'

/** Of so many photographs templates are made, from and to: what a member gives at the beginning is what later costs or saves. */
const ENROLLED = [
  [1, 1],
  [2, 3],
  [4, 100],
] as const

export const identify = defineCommand({
  meta: {
    name: 'identify',
    description:
      'Judge on public photographs how often a stranger is taken for a member (FPIR) and how often a member is not known (FNIR), with 95 % intervals over people. Strangers and members are drawn by seed from a folder with a folder a person, or told by lists. The limits of the agent were fitted to folds 1 and 2 of Labeled Faces in the Wild; so on those only what is fitted to one half of the people and shown on the other half tells how well they hold, and it is told too.',
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
    looks: {
      type: 'string',
      default: '1',
      valueHint: 'N',
      description: 'Photographs of one person that are averaged at the door; in a shop they are three.',
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
    json: {
      type: 'boolean',
      description: 'One JSON object at the end: {detector, target, splits, all, byPhotographs, crossed}.',
    },
  },
  async run({ args }) {
    const target = Number(args.target) as Target
    const { splits, drawn } = await chosen(args)
    const cache = cacheFolder(args.cache)
    const detector = await locate(args.detector ?? Models.parse({}).faces, cache)
    const files = [
      ...new Set(splits.flatMap(({ enrolled, probes }) => [...enrolled, ...probes].map(({ file }) => file))),
    ]
    const numbers = await embedAll(files, detector, await locate('dlib', cache))
    const looks = whole('--looks', args.looks, 1, MOST)
    const limit = LIMITS[target]
    const trials = splits.map(each => ({ seen: seen(each, numbers, looks), limit }))
    const told = {
      detector: detector.name,
      target,
      splits: trials.map(trial => judged([trial])),
      all: judged(trials),
      byPhotographs: ENROLLED.map(([from, to]) => ({ from, to, fnir: ofEnrolled(trials, from, to) })).filter(
        ({ fnir }) => fnir.of > 0,
      ),
      crossed: drawn && crossed(drawn.all, numbers, drawn.draw, TARGETS),
    }
    for (const each of numbers.values()) each.fill(0)
    print(args.json, told, () =>
      [
        `${told.detector}, ${target * 100} % of strangers may be taken for members; limit ${limit}`,
        ...told.splits.map((each, i) => `split ${i + 1}: ${sentence(each)}`),
        `all: ${sentence(told.all)}`,
        ...told.byPhotographs.map(
          ({ from, to, fnir }) =>
            `templates of ${from === to ? from : `${from} to ${to}`} photographs: FNIR ${percent(fnir)}`,
        ),
        ...(told.crossed ?? []).map(
          each =>
            `limit of one half of all people for ${each.target * 100} %, shown on the other, ${each.members} members: ${sentence(each)}`,
        ),
      ].join('\n'),
    )
  },
})

function sentence({ limit, fpir, fnir }: Figures): string {
  return `limit ${limit.toFixed(4)}, FPIR ${percent(fpir)}, FNIR ${percent(fnir)}`
}

function percent({ share, low, high, of }: Share): string {
  return `${(100 * share).toFixed(2)} % (${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)} of ${of})`
}
