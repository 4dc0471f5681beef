import type { Signal } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import { isSession, type Session } from './kiosk.ts'
import { isPass, type Pass } from './pass.ts'

/** Somebody as one sensor follows them. */
export interface Followed {
  readonly sensor: string
  readonly track: number
}

/** One track of one sensor: whom a permit is for. Nothing passes it on to another. */
export interface Bearer extends Followed {
  /** Where that is a person of the floor: as which tracks cameras follow them now. */
  readonly seenAs?: readonly Followed[]
}

type Given = Pick<Permit, 'signal' | 'place' | 'bearer' | 'fromMs' | 'untilMs' | 'member'>

const ISSUED = Symbol('issued')
const genuine = new WeakSet<object>()

/** Somebody has said, here and now, that they want to be recognised. Made in this file alone, from what a shop can see. */
export class Permit {
  readonly signal: Signal
  /** The zone, scanner, camera or kiosk where the signal was given. */
  readonly place: string
  readonly bearer: Bearer
  readonly fromMs: Ms
  readonly untilMs: Ms
  /** Whom a pass or a session names. In a lane nobody is named. */
  readonly member: string | undefined
  /** By camera. */
  readonly #tracks = new Map<string, number>()
  readonly #brand = ISSUED

  constructor(made: typeof ISSUED, given: Given) {
    if (made !== ISSUED) throw new TypeError('a permit comes from an opt-in signal')
    this.signal = given.signal
    this.place = given.place
    this.bearer = Object.freeze({ sensor: given.bearer.sensor, track: given.bearer.track })
    this.fromMs = given.fromMs
    this.untilMs = given.untilMs
    this.member = given.member
    for (const { sensor, track } of given.bearer.seenAs ?? []) this.#tracks.set(sensor, track)
    Object.freeze(this)
    if (this.#brand === ISSUED) genuine.add(this)
  }

  /**
   * Whether a track of a camera is the bearer: the one as which it followed them when this was given, or else the first that is asked
   * about. Two tracks of one camera are two people, whatever the floor makes of them later.
   */
  isFor({ sensor, track }: Followed): boolean {
    const known = this.#tracks.get(sensor)
    if (known === undefined) this.#tracks.set(sensor, track)
    return known === undefined || known === track
  }
}

/** Whether a value is one that this file made, whatever else it looks like. */
export function isPermit(value: unknown): value is Permit {
  return value instanceof Permit && genuine.has(value)
}

/** Where permits come from in this shop, and how long they last. */
export interface Signals {
  /** Opt-in zones of the floor plan. */
  readonly lanes: ReadonlySet<string>
  readonly permitMs: Ms
}

/** Of whoever stands in a marked lane; of no one elsewhere. To be asked again while they stand there. */
export function permitOfLane(zone: string, bearer: Bearer, nowMs: Ms, signals: Signals): Permit | undefined {
  if (!signals.lanes.has(zone)) return undefined
  const untilMs = nowMs + signals.permitMs
  return new Permit(ISSUED, { signal: 'lane', place: zone, bearer, fromMs: nowMs, untilMs, member: undefined })
}

/** Of whoever shows a member's code at a scanner or to a camera. A pass that nobody verified gives none. */
export function permitOfPass(
  pass: Pass,
  place: string,
  bearer: Bearer,
  nowMs: Ms,
  signals: Signals,
): Permit | undefined {
  if (!isPass(pass)) return undefined
  const untilMs = nowMs + signals.permitMs
  return new Permit(ISSUED, { signal: 'pass', place, bearer, fromMs: nowMs, untilMs, member: pass.member })
}

/** Of whoever stands at a kiosk in a session that is theirs; it ends with the session. */
export function permitOfKiosk(session: Session, bearer: Bearer, nowMs: Ms): Permit | undefined {
  if (!isSession(session) || !(session.fromMs <= nowMs && nowMs < session.untilMs)) return undefined
  const { kiosk, untilMs, member } = session
  return new Permit(ISSUED, { signal: 'kiosk', place: kiosk, bearer, fromMs: nowMs, untilMs, member })
}
