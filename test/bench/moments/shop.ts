import type { Ms } from '../../../config/units.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { type Manner, mannerOf } from './manners.ts'
import { PLACES, type Place, seesHands } from './places.ts'
import type { Luck, Stay, Visitor } from './visitor.ts'
import { type Circumstances, type Wish, wishOf } from './wishes.ts'

/**
 * `usual`; `drift`, where from a day on there is a sale and the shop stands otherwise; `noise`, where how somebody goes about says nothing of
 * what they wish: the same wishes, each given to another shopper of the day.
 */
export type Kind = 'usual' | 'noise' | { readonly saleFromDay: number }

export const DAY: Ms = 86_400_000
const HOUR: Ms = 3_600_000
export const OPENS = 9
export const CLOSES = 19

/** Visitors of each hour from nine on, on a weekday; half as many again come on the sixth and seventh day of a week. */
const HOURLY = [16, 24, 32, 44, 42, 34, 36, 44, 52, 36]
const WEEKEND = 1.5

/** Everybody who comes into the shop on one day, in the order in which they come. The same seed and day give the same people. */
export function day(seed: number, number: number, kind: Kind): Visitor[] {
  const random = new Random(seed, `moments ${number}`)
  const isSale = typeof kind === 'object' && number >= kind.saleFromDay
  const isWeekend = number % 7 >= 5
  const visitors = HOURLY.flatMap((count, at) => {
    const hour = OPENS + at
    const perMs = ((isWeekend ? WEEKEND : 1) * count) / HOUR
    const begin = number * DAY + hour * HOUR
    const come: Visitor[] = []
    for (let ms = begin + random.gap(perMs); ms < begin + HOUR; ms += random.gap(perMs))
      come.push(visitor(random, `${number}-${at}-${come.length}`.padEnd(8, '_'), ms, { hour, isWeekend, isSale }))
    return come
  })
  return kind === 'noise' ? reshuffled(visitors, random) : visitors
}

function visitor(
  random: Random,
  id: string,
  startedMs: Ms,
  about: Pick<Circumstances, 'hour' | 'isWeekend' | 'isSale'>,
): Visitor {
  const draw = random.unit()
  const size = draw < 0.62 ? 1 : draw < 0.9 ? 2 : 3
  const isMember = random.chance(0.12)
  const wish = wishOf(random, { ...about, size, isMember })
  const stays = staysOf(random, wish, mannerOf(random, wish, about.isSale), startedMs)
  return {
    id,
    startedMs,
    endedMs: stays.at(-1)!.toMs + 1000 * random.between(5, 20),
    stays,
    size,
    isSizeKnown: random.chance(0.75),
    isMember,
    isBack: random.chance(0.06),
    lostBefore: stays.length > 1 && random.chance(0.08) ? 1 + random.below(stays.length - 1) : 0,
    wish,
    luckToBuy: random.unit(),
  }
}

function staysOf(random: Random, wish: Wish, manner: Manner, startedMs: Ms): Stay[] {
  const main = drawn(random, manner.main)
  const others = random.shuffled(PLACES.map(({ id }) => id).filter(id => id !== main && id !== 'till'))
  const [least, most] = manner.stays
  const route: Place[] = others.slice(0, least + random.below(most - least + 1) - 1)
  route.splice(random.below(route.length + 1), 0, main)
  if (random.chance(manner.returns)) {
    if (route.at(-1) === main) route.push(others.at(-1)!)
    route.push(main)
  }
  if (random.chance(wish === 'errand' ? 0.8 : 0.25)) route.push('till')
  // How long somebody takes over things is theirs, whatever they wish.
  const tempo = Math.exp(0.35 * random.normal())
  const readyMs = 1000 * 25 * tempo * Math.exp(0.5 * random.normal())
  let ms = startedMs
  return route.map(place => {
    const walks = Math.max(0.4, manner.walks + 0.15 * random.normal())
    ms += (1000 * random.between(3, 9)) / walks
    const median = place === 'till' ? 60 : place === main ? manner.mainSeconds : manner.otherSeconds
    const forMs = 1000 * Math.min(900, Math.max(3, median * tempo * Math.exp(0.5 * random.normal())))
    const fromMs = ms
    ms += forMs
    return {
      place,
      fromMs,
      toMs: ms,
      reachesMs: seesHands(place) ? times(random, fromMs, ms, 1000 * manner.reachSeconds) : [],
      scansMs: place !== 'till' && random.chance(manner.scans) ? [random.between(fromMs, ms)] : [],
      walks,
      shifts: Math.max(0.02, manner.shifts + 0.12 * random.normal()),
      stops: poisson(random, manner.stops),
      isTheirs: place === main,
      readyMs,
      luck: luck(random),
    }
  })
}

function luck(random: Random): Luck {
  const [welcome, declined, leaves, found] = [random.unit(), random.unit(), random.unit(), random.unit()]
  return { welcome, declined, leaves, found, delayMs: 12_000 * Math.exp(0.6 * random.normal()) }
}

function times(random: Random, fromMs: Ms, toMs: Ms, everyMs: number): Ms[] {
  const at: Ms[] = []
  for (let ms = fromMs + random.gap(1 / everyMs); ms < toMs; ms += random.gap(1 / everyMs)) at.push(ms)
  return at
}

function poisson(random: Random, mean: number): number {
  let count = 0
  for (let left = 1 - random.gap(mean); left > 0; left -= random.gap(mean)) count++
  return count
}

function drawn(random: Random, shares: Partial<Record<Place, number>>): Place {
  const of = Object.entries(shares) as [Place, number][]
  let left = random.unit() * of.reduce((sum, [, share]) => sum + share, 0)
  return of.find(([, share]) => (left -= share) < 0)![0]
}

/** Hands the wishes of a day round, with which place they are for. */
function reshuffled(visitors: readonly Visitor[], random: Random): Visitor[] {
  const wishes = random.shuffled(visitors.map(({ wish }) => wish))
  return visitors.map((visitor, at) => {
    const theirs = random.below(visitor.stays.length)
    const stays = visitor.stays.map((stay, i) => ({ ...stay, isTheirs: i === theirs }))
    return { ...visitor, wish: wishes[at]!, stays }
  })
}
