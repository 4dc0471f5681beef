import { tell } from '../../../../agent/events/tell.ts'
import type { JourneyFact } from '../../../../agent/journey/fact.ts'
import { Records } from '../../../../agent/journey/records.ts'
import { Touchpoints } from '../../../../agent/journey/touchpoints.ts'
import { WallClock } from '../../../../agent/journey/wall.ts'
import { Atlas } from '../../../../agent/lanes/atlas.ts'
import type { Counted } from '../../../../agent/moments/map/counted.ts'
import type { Outbox } from '../../../../agent/publish/outbox.ts'
import { type Outcome, Outcomes } from '../../../../agent/publish/outcomes.ts'
import type { Store } from '../../../../agent/store/store.ts'
import type { Fault } from '../../../../config/fault.ts'
import { context } from '../../events/facts.ts'
import { type Truth, visits } from '../../moments/map/visits.ts'

export const DAY = 86_400_000
export const HOUR = 3_600_000
/** Midnight in Vienna, on the first of June. */
export const MIDNIGHT = Date.parse('2026-05-31T22:00:00Z')
const clock = new WallClock('Europe/Vienna')

const of = (id: string, lift: number, effortSeconds: number): Truth => ({
  touchpoint: { id, channel: 'shelf', function: 'try', stage: 'consider' },
  ...{ noticed: 0.3, lift, effortSeconds },
})
export const TRUTHS = [of('tasting', 0.25, 5), of('fitting', 0.25, 90), of('poster', 0, 5), of('kiosk', 0, 90)]
const touchpoints = TRUTHS.map(({ touchpoint }) => touchpoint)
const DOOR = { id: 'door', channel: 'floor', function: 'enter', stage: 'aware' } as const
/** Each stands in a zone of its name. */
const placed = touchpoints.map(one => ({ ...one, at: { kind: 'zone', zone: one.id } as const }))

export interface Kept {
  readonly store: Store
  readonly outbox?: Outbox
  readonly days?: number
  /** With the door as a touchpoint. */
  readonly hasDoor?: boolean
  readonly onTold?: () => void
  readonly warn?: (fault: Fault) => void
}

/** An atlas of a SIMULATED shop in Vienna, and the records that lead to it. */
export function open({ store, outbox, days = 35, hasDoor = false, onTold, warn = fail }: Kept) {
  const atlas = new Atlas(store, {
    touchpoints: hasDoor ? [...touchpoints, DOOR] : touchpoints,
    ...{ k: 5, tellsMembers: true, isSimulated: context.simulated, timezone: 'Europe/Vienna', days, warn },
    doors: new Map(hasDoor ? [['main', DOOR.id]] : []),
    queues: new Set(touchpoints.map(({ id }) => id)),
    tell(facts) {
      outbox?.append(facts.map(fact => tell(fact, context)))
      onTold?.()
    },
  })
  const records = new Records(new Touchpoints(placed))
  records.onDone(record => atlas.take(record))
  return { atlas, records, outcomes: new Outcomes(store.db), store }
}

let last = 0

/** Lets drawn visitors come one after the other over so many days, as the journey would tell of them. Those who bought are said to have. */
export function shop(
  { records, outcomes, store }: ReturnType<typeof open>,
  {
    count,
    seed,
    fromMs,
    days,
  }: { readonly count: number; readonly seed: number; readonly fromMs: number; readonly days: number },
): void {
  // All at once: a disk is waited for at the end of each transaction.
  store.db.transaction(() => {
    for (const [i, drawn] of visits(TRUTHS, count, seed).entries()) {
      // In three hours of each day, from nine o'clock on.
      const day = Math.floor((i * days) / count)
      const atMs = fromMs + day * DAY + 9 * HOUR + ((i * days) / count - day) * 3 * HOUR
      const visit = `visit-${String(++last).padStart(8, '0')}`
      for (const fact of factsOf(visit, drawn, atMs)) records.hear(fact)
      if (drawn.bought) outcomes.keep(bought(visit, atMs), atMs + 400_000)
    }
  })()
}

/** Of one day: who came when in hours, how many together, whether a member was recognised and had enrolled by then, and whether they were seen to come in. */
export const MIXED = Array.from({ length: 120 }, (_, i) => ({
  hour: [2, 9.5, 14, 23.97][i % 4]!,
  groupSize: [1, 2, undefined][i % 3],
  member: i % 2 === 0 ? (['new', 'returning', 'undated'] as const)[i % 3] : undefined,
  hasDoor: i % 6 < 4,
}))

/** Lets those come, each to the tasting, and stay there for three minutes. */
export function mixed({ records }: ReturnType<typeof open>, fromMs: number): void {
  for (const [i, { hour, groupSize, member, hasDoor }] of MIXED.entries()) {
    const visit = `mixed-${i}`
    const atMs = fromMs + hour * HOUR
    const leftMs = atMs + 180_000
    records.hear({ kind: 'visit.started', visit, atMs, ...(hasDoor && { entrance: 'main' }) })
    records.hear({ kind: 'zone.entered', visit, atMs, zone: 'tasting' })
    records.hear({ kind: 'zone.dwelled', visit, atMs: atMs + 9000, zone: 'tasting', dwellMs: 9000 })
    const enrolled = {
      new: { enrolledOn: clock.at(atMs).date },
      returning: { enrolledOn: clock.at(fromMs - HOUR).date },
      undated: {},
    }
    if (member) records.meet({ kind: 'recognition', visit, atMs, purpose: 'measure', ...enrolled[member] })
    records.hear({ kind: 'zone.left', visit, atMs: leftMs, zone: 'tasting', dwellMs: 180_000, uncertaintyMs: 0 })
    const company = groupSize !== undefined && { groupSize }
    records.hear({ kind: 'visit.ended', visit, atMs: leftMs, startedMs: atMs, reason: 'exited', ...company })
  }
}

export const bought = (visit: string, fromMs: number): Outcome => ({
  ...{ asker: 'till', visit, touchpoint: '', outcome: 'bought', fromMs: Math.round(fromMs), untilMs: undefined },
})

function* factsOf(visit: string, { meetings }: Counted, atMs: number): Generator<JourneyFact> {
  yield { kind: 'visit.started', visit, atMs }
  let nowMs = atMs
  for (const [zone, { stayMs, engaged }] of meetings) {
    yield { kind: 'zone.entered', visit, atMs: nowMs, zone }
    if (engaged) yield { kind: 'zone.dwelled', visit, atMs: nowMs + stayMs, zone, dwellMs: stayMs }
    nowMs += stayMs
    yield { kind: 'zone.left', visit, atMs: nowMs, zone, dwellMs: stayMs, uncertaintyMs: 0 }
  }
  yield { kind: 'visit.ended', visit, atMs: nowMs, startedMs: atMs, reason: 'exited', groupSize: 1 }
}

function fail(fault: Fault): never {
  throw fault
}
