import { readdirSync } from 'node:fs'
import { Random } from '../../../drivers/simulated/random.ts'
import { mean } from '../../identity/faces/mean.ts'
import { strangeness } from '../../identity/faces/rule.ts'
import { type Nearest, Search } from '../../identity/faces/search.ts'

/** Photographs of people: whose, and the file. */
export interface Labelled {
  readonly who: string
  readonly file: string
}

/** Who is a member, by which photographs, and whom the doors see. */
export interface Split {
  readonly enrolled: readonly Labelled[]
  readonly probes: readonly Labelled[]
}

/** One at the door: how strange they were to the nearest, and whether that is who they are. Undefined for strangers. */
export interface Seen {
  readonly who: string
  readonly strangeness: number
  readonly isRight: boolean | undefined
}

/** Every image of a folder that has one folder for each person. */
export function labelled(folder: string): Labelled[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
    .flatMap(who =>
      readdirSync(`${folder}/${who}`)
        .filter(name => /\.(jpe?g|png|webp)$/i.test(name))
        .sort()
        .map(name => ({ who, file: `${folder}/${who}/${name}` })),
    )
}

/**
 * Takes `members` of those with two photographs at least, each by as many of them as there are but one, `most` at most. All others
 * are strangers. Undefined where there are too few.
 */
export function split(all: readonly Labelled[], members: number, most: number, seed: number): Split | undefined {
  const random = new Random(seed, 'open set')
  const people = grouped(all)
  const several = random.shuffled([...people.values()].filter(({ length }) => length > 1)).slice(0, members)
  if (several.length < members) return undefined
  const enrolled: Labelled[] = []
  const probes: Labelled[] = []
  for (const own of several) {
    const order = random.shuffled(own)
    const count = Math.min(most, order.length - 1)
    enrolled.push(...order.slice(0, count))
    probes.push(...order.slice(count))
  }
  const known = new Set(enrolled.map(({ who }) => who))
  return { enrolled, probes: [...probes, ...all.filter(({ who }) => !known.has(who))] }
}

/** What every probe comes to. One without a face is infinitely strange; a member without any template counts as a stranger to all. */
export function seen({ enrolled, probes }: Split, numbers: ReadonlyMap<string, Float32Array>): Seen[] {
  const members = [...grouped(enrolled).entries()]
  const search = new Search()
  for (const [owner, [, own]] of members.entries()) {
    const looks = own.flatMap(({ file }) => numbers.get(file) ?? [])
    const template = mean(
      looks,
      looks.map(() => 1),
    )
    if (template) search.add(template, owner)
  }
  const number = new Map(members.map(([who], owner) => [who, owner]))
  const nearest: Nearest = { row: -1, squared: 0, second: -1, secondSquared: 0 }
  const out = probes.map(({ who, file }) => {
    const owner = number.get(who)
    const query = numbers.get(file)
    if (!query) return { who, strangeness: Number.POSITIVE_INFINITY, isRight: owner === undefined ? undefined : false }
    search.nearest(query, nearest)
    const isRight = owner === undefined ? undefined : nearest.row >= 0 && search.ownerOf(nearest.row) === owner
    return { who, strangeness: strangeness(nearest), isRight }
  })
  search.wipe()
  return out
}

/** The greatest limit at which at most `target` of the strangers are taken for members. */
export function limitFor(strangers: readonly Seen[], target: number): number {
  const sorted = strangers.map(each => each.strangeness).sort((a, b) => a - b)
  const first = sorted[Math.floor(target * sorted.length)] ?? Number.POSITIVE_INFINITY
  return first - 1e-9
}

function grouped(all: readonly Labelled[]): Map<string, Labelled[]> {
  const people = new Map<string, Labelled[]>()
  for (const each of all) people.set(each.who, [...(people.get(each.who) ?? []), each])
  return people
}
