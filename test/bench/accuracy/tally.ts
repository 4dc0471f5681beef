import type { Fact } from '../../../agent/events/tell.ts'
import type { Ms } from '../../../config/units.ts'
import type { TruePerson, TrueWait } from '../../../drivers/simulated/truth.ts'
import { type Crossed, pairCrossings } from './crossings.ts'
import { count, type Levels, meanDifference } from './levels.ts'
import type { Run } from './run.ts'
import { pairStays, type Stay, toldStays, trueStays } from './stays.ts'
import { follow, toldVisits } from './visits.ts'

/** What is begun this shortly before the end has no time to be told. */
const TAIL_MS = 5000
/** A shop that was empty fills for so long. */
const FILL_MS = 60_000

/** What was right and wrong in one run; numbers that can be added up over several. Times in seconds, distances in metres. */
export interface Tally {
  hours: number
  /** Steps over an entrance: how many there were, were counted, and of those by themselves were missed or made up. */
  crossings: number
  crossingsTold: number
  crossingsMissed: number
  crossingsExtra: number
  /** Stays in the shop; told ones that are the second of one stay, or nobody's. */
  visits: number
  visitsMissed: number
  visitsDouble: number
  /** Told ones that were said at their end to have been part of another. */
  visitsMerged: number
  visitsFalse: number
  /** Who works in the shop, and told visits of them. */
  staff: number
  staffTold: number
  /** Visitors in the shop at a time, on average, once it has had a minute to fill. */
  crowd: number[]
  /** Told visits of visitors, and those that name the right size of the group that came together. */
  groups: number
  groupsRight: number
  /** Stays in a zone that last long enough to count as dwelling, and those that were told of as long as that but were not. */
  dwells: number
  dwellsMissed: number
  dwellsFalse: number
  dwellErrors: number[]
  /** Of the dwells that were told, whose error is within the uncertainty told with them. */
  dwellsWithin: number
  occupancyErrors: number[]
  queueErrors: number[]
  waits: number
  waitsWithin: number
  joined: number[]
  alone: number[]
  ghosts: number
  seen: number
}

/** Something that went wrong, for whoever wants to know why. */
export interface Mishap {
  readonly atMs: Ms
  readonly what: string
}

export function tally(run: Run): { tally: Tally; mishaps: Mishap[] } {
  const { facts, truth, paths, spots, endMs, config } = run
  const untilMs = endMs - TAIL_MS
  const mishaps: Mishap[] = []
  const mishap = (atMs: Ms, what: string) => void mishaps.push({ atMs, what })

  const happened: Crossed[] = truth.visits.flatMap(({ entrance, enteredMs, leftMs }): Crossed[] => [
    { direction: 'in', atMs: enteredMs, entrance },
    ...(leftMs === undefined ? [] : [{ direction: 'out' as const, atMs: leftMs }]),
  ])
  const counted = pairCrossings(
    happened.filter(({ atMs }) => atMs < untilMs),
    run.crossings.filter(({ atMs }) => atMs < untilMs),
  )
  for (const { atMs, direction } of counted.missed) mishap(atMs, `${direction} not counted`)
  for (const { atMs, direction } of counted.extra) mishap(atMs, `${direction} counted, but nobody went`)

  const visits = truth.visits.filter(({ enteredMs }) => enteredMs < untilMs)
  const toldAll = toldVisits(facts).filter(({ fromMs }) => fromMs < untilMs)
  const followed = follow(
    toldAll.filter(({ reason }) => reason !== 'merged' && reason !== 'staff'),
    visits,
    paths,
  )
  const tellers = new Map(visits.map(visit => [visit, followed.filter(one => one.visit === visit)]))
  let [missed, double, wrong] = [0, 0, 0]
  for (const [{ enteredMs, leftMs, person }, all] of tellers) {
    if (all.length === 0) {
      missed++
      mishap(enteredMs, `visit of ${person} missed, it ended ${at(leftMs)}`)
    }
    if (all.length < 2) continue
    double += all.length - 1
    const parts = all.map(({ told }) => `${at(told.fromMs)}–${at(told.toMs)} ${told.reason}`)
    mishap(
      enteredMs,
      `visit of ${person} (${at(enteredMs)}–${at(leftMs)}) told ${all.length} times: ${parts.join(', ')}`,
    )
  }
  for (const { told, person, visit } of followed)
    if (!visit) {
      wrong++
      const who = person === undefined ? 'nobody' : `${person}, who was not visiting`
      mishap(told.fromMs, `visit ${at(told.fromMs)}–${at(told.toMs)} ${told.reason} of ${who}`)
    }

  const sizeOf = (group: number) => visits.filter(visit => visit.group === group).length
  const ended = followed.filter(({ visit, told }) => visit && told.reason === 'exited')

  const dwellMs = new Map(config.floor.zones.map(zone => [zone.id, 1000 * zone.dwellSeconds]))
  const isDwell = ({ zone, fromMs, toMs }: Stay) => toMs - fromMs >= dwellMs.get(zone)!
  const visitors = new Set(visits.map(({ person }) => person))
  const stays = trueStays(truth.stays, config.floor.zones).filter(
    stay => stay.person !== undefined && visitors.has(stay.person) && stay.toMs < untilMs,
  )
  const told = toldStays(facts, followed).filter(stay => stay.fromMs < untilMs)
  const pairs = pairStays(stays, told)
  const dwelt = pairs.filter(([real]) => isDwell(real))
  // Whoever still stands there at the end has stayed for as long as nobody knows.
  const unpaired = new Set(told.filter(stay => isDwell(stay) && stay.toMs < untilMs))
  for (const [real, heard] of pairs) if (isDwell(real)) unpaired.delete(heard)
  const found = new Set(dwelt.map(([real]) => real))
  for (const stay of stays)
    if (isDwell(stay) && !found.has(stay))
      mishap(stay.fromMs, `stay of ${stay.person} in ${stay.zone} (${at(stay.fromMs)}–${at(stay.toMs)}) missed`)
  for (const stay of unpaired)
    mishap(
      stay.fromMs,
      `stay in ${stay.zone} (${at(stay.fromMs)}–${at(stay.toMs)}) told, whose was ${stay.person ?? 'nobody'}`,
    )
  const off = dwelt.map(([real, heard]) => Math.abs(heard.toMs - heard.fromMs - (real.toMs - real.fromMs)))
  dwelt.forEach(([real, heard], i) => {
    if (off[i]! > 1500)
      mishap(
        real.fromMs,
        `stay of ${real.person} in ${real.zone} (${at(real.fromMs)}–${at(real.toMs)}) told as ${at(heard.fromMs)}–${at(heard.toMs)}`,
      )
  })

  const inside = count(visits.map(({ enteredMs, leftMs }) => ({ fromMs: enteredMs, toMs: leftMs ?? endMs })))
  const queues = config.floor.zones.filter(({ kind }) => kind === 'queue')
  const waited = queues.map(({ id }) => waits(id, facts, truth.waits))

  return {
    tally: {
      hours: endMs / 3_600_000,
      crossings: counted.right + counted.missed.length,
      crossingsTold: counted.right + counted.extra.length,
      crossingsMissed: counted.missed.length,
      crossingsExtra: counted.extra.length,
      visits: visits.length,
      visitsMissed: missed,
      visitsDouble: double,
      visitsMerged: toldAll.length - followed.length,
      visitsFalse: wrong,
      staff: [...truth.people.values()].filter(isStaff).length,
      staffTold: followed.filter(({ person }) => isStaff(truth.people.get(person ?? -1))).length,
      crowd: [meanDifference(inside, [], FILL_MS, untilMs)],
      groups: ended.length,
      groupsRight: ended.filter(one => (one.told.groupSize ?? 1) === sizeOf(one.visit!.group)).length,
      dwells: stays.filter(isDwell).length,
      dwellsMissed: stays.filter(isDwell).length - dwelt.length,
      dwellsFalse: unpaired.size,
      dwellErrors: off.map(ms => ms / 1000),
      dwellsWithin: dwelt.filter(([, heard], i) => off[i]! <= heard.uncertaintyMs).length,
      occupancyErrors: [meanDifference(inside, occupancy(facts), 0, untilMs)],
      queueErrors: queues.map(({ id }) =>
        meanDifference(
          count(
            truth.waits
              .filter(({ zone }) => zone === id)
              .map(({ joinedMs, leftMs }) => ({ fromMs: joinedMs, toMs: leftMs ?? endMs })),
          ),
          lengths(id, facts),
          0,
          untilMs,
        ),
      ),
      waits: waited.reduce((sum, { of }) => sum + of, 0),
      waitsWithin: waited.reduce((sum, { within }) => sum + within, 0),
      joined: spots.joined,
      alone: spots.alone,
      ghosts: spots.ghosts,
      seen: spots.seen,
    },
    mishaps: mishaps.sort((a, b) => a.atMs - b.atMs),
  }
}

const isStaff = (person: TruePerson | undefined) => person?.role === 'staff'

/** Several runs as if they were one. */
export function pool(tallies: readonly Tally[]): Tally {
  const sum: Record<string, number | number[]> = {}
  for (const one of tallies)
    for (const [name, value] of Object.entries(one) as [string, number | number[]][]) {
      const before = sum[name]
      sum[name] =
        typeof value === 'number' ? value + ((before as number) ?? 0) : [...((before as number[]) ?? []), ...value]
    }
  return sum as unknown as Tally
}

/** Minutes and seconds, to a tenth. */
function at(ms: Ms | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return '…'
  return `${Math.floor(ms / 60_000)}:${((ms % 60_000) / 1000).toFixed(1).padStart(4, '0')}`
}

function occupancy(facts: readonly Fact[]): Levels {
  return inOrder(
    facts.flatMap(fact =>
      fact.kind === 'occupancy.changed' && fact.zone === undefined ? [[fact.atMs, fact.count]] : [],
    ),
  )
}

function lengths(zone: string, facts: readonly Fact[]): Levels {
  return inOrder(
    facts.flatMap(fact => (fact.kind === 'queue.changed' && fact.zone === zone ? [[fact.atMs, fact.length]] : [])),
  )
}

/** What is told late of an earlier time holds from when the one before it did. */
function inOrder(levels: [Ms, number][]): Levels {
  let nowMs = 0
  return levels.map(([atMs, level]) => [(nowMs = Math.max(nowMs, atMs)), level])
}

/** Of those who joined a queue after its wait had been told and were served, how many waited as long as was told last before. */
function waits(zone: string, facts: readonly Fact[], real: readonly TrueWait[]): { of: number; within: number } {
  const told = facts.flatMap(fact => (fact.kind === 'queue.changed' && fact.zone === zone ? [fact] : []))
  let [of, within] = [0, 0]
  for (const { zone: where, joinedMs, leftMs } of real) {
    if (where !== zone || leftMs === undefined) continue
    const wait = told.findLast(({ atMs }) => atMs <= joinedMs)?.wait
    if (!wait) continue
    const waitedMs = leftMs - joinedMs
    of++
    if (waitedMs >= wait.lowMs && waitedMs <= wait.highMs) within++
  }
  return { of, within }
}
