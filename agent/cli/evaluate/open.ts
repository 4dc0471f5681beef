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

/** One at the door: how strange they were to the nearest member, and who that is. */
export interface Seen {
  readonly who: string
  readonly near: string | undefined
  readonly strangeness: number
  /** Photographs of which their template was made. Undefined for strangers. */
  readonly enrolled: number | undefined
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
 * Takes `members` of those with `least` photographs, each by as many of them as there are but one, `most` at most; who has only one
 * is by that one a member whom nobody sees. All others are strangers. Undefined where there are too few.
 */
export function split(
  all: readonly Labelled[],
  members: number,
  most: number,
  seed: number,
  least = 2,
): Split | undefined {
  const random = new Random(seed, 'open set')
  const people = grouped(all)
  const able = random.shuffled([...people.values()].filter(({ length }) => length >= least)).slice(0, members)
  if (able.length < members) return undefined
  const enrolled: Labelled[] = []
  const probes: Labelled[] = []
  for (const own of able) {
    const order = random.shuffled(own)
    const count = Math.min(most, Math.max(order.length - 1, 1))
    enrolled.push(...order.slice(0, count))
    probes.push(...order.slice(count))
  }
  const known = new Set(enrolled.map(({ who }) => who))
  return { enrolled, probes: [...probes, ...all.filter(({ who }) => !known.has(who))] }
}

/** The photographs of two halves of the people. */
export function halves(all: readonly Labelled[], seed: number): readonly [Labelled[], Labelled[]] {
  const people = new Random(seed, 'halves').shuffled([...grouped(all).values()])
  const middle = people.length >> 1
  return [people.slice(0, middle).flat(), people.slice(middle).flat()]
}

/**
 * What every visit comes to, `looks` photographs of a person being one, or as many as there are. One without a face is infinitely
 * strange; a member without any template counts as a stranger to all.
 */
export function seen({ enrolled, probes }: Split, numbers: ReadonlyMap<string, Float32Array>, looks = 1): Seen[] {
  const members = [...grouped(enrolled).entries()]
  const search = new Search()
  for (const [owner, [, own]] of members.entries()) {
    const template = meanOf(own, numbers)
    if (template) search.add(template, owner)
  }
  const photographs = new Map(members.map(([who, own]) => [who, own.length]))
  const nearest: Nearest = { row: -1, squared: 0, second: -1, secondSquared: 0 }
  const out = [...grouped(probes).entries()].flatMap(([who, own]) =>
    Array.from({ length: Math.ceil(own.length / looks) }, (_, i): Seen => {
      const query = meanOf(own.slice(i * looks, (i + 1) * looks), numbers)
      const enrolled = photographs.get(who)
      if (!query) return { who, near: undefined, strangeness: Number.POSITIVE_INFINITY, enrolled }
      search.nearest(query, nearest)
      const near = nearest.row < 0 ? undefined : members[search.ownerOf(nearest.row)][0]
      return { who, near, strangeness: strangeness(nearest), enrolled }
    }),
  )
  search.wipe()
  return out
}

function meanOf(own: readonly Labelled[], numbers: ReadonlyMap<string, Float32Array>): Float32Array | undefined {
  const looks = own.flatMap(({ file }) => numbers.get(file) ?? [])
  return mean(
    looks,
    looks.map(() => 1),
  )
}

function grouped(all: readonly Labelled[]): Map<string, Labelled[]> {
  const people = new Map<string, Labelled[]>()
  for (const each of all) {
    const own = people.get(each.who)
    if (own) own.push(each)
    else people.set(each.who, [each])
  }
  return people
}
