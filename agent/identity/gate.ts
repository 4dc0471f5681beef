import type { Purpose } from '../../config/identity.ts'
import type { Signal } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import type { Entry } from './audit.ts'
import { type Answer, decide, type Law, NOBODY, stands } from './decide.ts'
import { Keeper } from './faces/keeper.ts'
import type { Ledger } from './ledger.ts'
import { type Bearer, isPermit, type Permit } from './permit.ts'
import type { DecisionReason } from './reason.ts'

const GIVEN = Symbol('given')
const genuine = new WeakSet<object>()
const permits = new WeakMap<object, Permit>()

/** A member as whom somebody may be recognised. */
export interface Candidate {
  readonly member: string
  readonly receipt: string
}

/**
 * Permit and consent in one, without which no face is looked at: the bearer of a permit, the members as whom they may be
 * recognised, and until when. Only the {@link Gate} makes it. Whatever derives something from a face takes one of these.
 */
export class Authorisation {
  readonly bearer: Bearer
  readonly purpose: Purpose
  /** How the permit was given, and where. */
  readonly signal: Signal
  readonly place: string
  /** Whom a pass names, or in a lane all who agreed to be looked for there. */
  readonly candidates: readonly Candidate[]
  readonly untilMs: Ms
  readonly #brand = GIVEN

  constructor(made: typeof GIVEN, permit: Permit, purpose: Purpose, candidates: readonly Candidate[], untilMs: Ms) {
    if (made !== GIVEN) throw new TypeError('an authorisation comes from the gate')
    this.bearer = permit.bearer
    this.purpose = purpose
    this.signal = permit.signal
    this.place = permit.place
    this.candidates = Object.freeze(candidates.map(candidate => Object.freeze({ ...candidate })))
    this.untilMs = untilMs
    Object.freeze(this)
    if (this.#brand !== GIVEN) return
    genuine.add(this)
    permits.set(this, permit)
  }
}

export interface Refused {
  readonly allowed: false
  readonly reason: DecisionReason
}

/** A member was recognised, and may be named by pseudonym and receipt for the purpose. */
export interface Recognition extends Candidate {
  readonly allowed: true
  readonly purpose: Purpose
}

interface Found {
  readonly member: string
  readonly gone: number
  readonly receipt: string
  readonly sequence: number
}

/** The one way to an {@link Authorisation}. Each answer is in the log before anybody hears of it; without the log it is no. */
export class Gate extends Keeper<Authorisation> {
  readonly #ledger: Ledger
  readonly #law: Law
  /** As whom the bearers of authorisations were recognised, how often that member was erased before, and what the log said of it. */
  readonly #found = new WeakMap<Authorisation, Found>()

  constructor(ledger: Ledger, law: Law) {
    super()
    this.#ledger = ledger
    this.#law = law
  }

  /** Whether the bearer of a permit may be looked at. To be asked once for each permit, before anything is derived of a face. */
  async ask(permit: Permit | undefined, purpose: Purpose, nowMs: Ms): Promise<Authorisation | Refused> {
    const about = asked(permit, purpose, nowMs)
    return this.#logged(async () => {
      const named = isPermit(permit) ? permit.member : undefined
      const anybody = isPermit(permit) && named === undefined
      if (anybody) await this.#ledger.readAll()
      if (named !== undefined) await this.#ledger.read(named)
      return this.#ledger.atomically(() => {
        const answers = anybody
          ? this.#ledger.standings().map(({ standing }) => decide(permit, standing, purpose, this.#law, nowMs))
          : named === undefined
            ? []
            : [this.#decide(permit, named, purpose, nowMs)]
        const allowed = answers.filter(answer => answer.allowed)
        if (allowed.length === 0) {
          const reason = why(answers) ?? (decide(permit, NOBODY, purpose, this.#law, nowMs) as Refused).reason
          this.#ledger.log({ kind: 'refused', ...about, reason, ...(named && this.#receiptOf(named)) })
          return { allowed: false, reason }
        }
        const candidates = allowed.map(({ member, receipt }) => ({ member, receipt }))
        // Of many, each is asked again when it turns out who it is.
        const untilMs = anybody ? permit!.untilMs : allowed[0].untilMs
        this.#ledger.log({
          kind: 'allowed',
          ...about,
          ...(anybody ? { candidates: candidates.length } : { receipt: candidates[0].receipt }),
        })
        return new Authorisation(GIVEN, permit!, purpose, candidates, untilMs)
      })
    })
  }

  /**
   * Whether a value is an authorisation of this gate, for this bearer as the camera follows them whose picture it is, and still
   * good: nobody has forged it, its time is not over, and of a single candidate the consent has not been withdrawn meanwhile. To be
   * asked at each crop.
   */
  holds(value: unknown, bearer: Bearer, nowMs: Ms): value is Authorisation {
    if (!(value instanceof Authorisation) || !genuine.has(value)) return false
    if (value.bearer.sensor !== bearer.sensor || value.bearer.track !== bearer.track) return false
    if (!(nowMs < value.untilMs)) return false
    if (bearer.seenAs?.some(followed => !permits.get(value)!.isFor(followed))) return false
    return value.candidates.some(({ receipt }) => !this.#ledger.isWithdrawn(receipt))
  }

  /**
   * The bearer was found to be this member. Asked again, since a consent may have been withdrawn since the face was looked at;
   * without it the match never was.
   */
  async confirm(given: Authorisation, member: string, nowMs: Ms): Promise<Recognition | Refused> {
    const permit = genuine.has(given) ? permits.get(given) : undefined
    const { purpose } = given
    const about = asked(permit, purpose, nowMs)
    return this.#logged(async () => {
      await this.#ledger.read(member)
      return this.#ledger.atomically(() => {
        const isCandidate = given.candidates.some(candidate => candidate.member === member)
        const answer = this.#decide(permit, member, purpose, nowMs)
        if (!answer.allowed || !isCandidate) {
          const reason = answer.allowed ? 'consent-of-another' : answer.reason
          this.#ledger.log({ kind: 'refused', ...about, reason, ...this.#receiptOf(member) })
          return { allowed: false, reason }
        }
        this.#ledger.deal(member, nowMs)
        const { receipt } = answer
        const { sequence } = this.#ledger.log({ kind: 'allowed', ...about, receipt })
        this.#found.set(given, { member, receipt, sequence, gone: this.#ledger.goneOf(member) })
        return { allowed: true, member, receipt, purpose }
      })
    })
  }

  /**
   * How it stands with what the bearer was recognised for: `over` where the consent was taken back, has ended, or somebody erased the member;
   * `mistaken` where somebody has said since that it is not them. Nothing is derived of a face for this, so that it stands in no log. What
   * cannot be found out counts as over.
   */
  async standingOf(given: Authorisation, nowMs: Ms): Promise<'holds' | 'over' | 'mistaken'> {
    const found = this.#found.get(given)
    if (!found) return 'over'
    const { member, receipt, sequence, gone } = found
    try {
      await this.#ledger.read(member)
      if (this.#ledger.audit.isRetractedAfter(sequence, receipt)) return 'mistaken'
      const standing = this.#ledger.standing(member)
      const holds = stands(standing, given.purpose, this.#law, nowMs) && this.#ledger.goneOf(member) <= gone
      return holds ? 'holds' : 'over'
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown
      return 'over'
    }
  }

  #decide(permit: Permit | undefined, member: string, purpose: Purpose, nowMs: Ms): Answer {
    return decide(permit, this.#ledger.standing(member), purpose, this.#law, nowMs)
  }

  #receiptOf(member: string): { receipt?: string } {
    const kept = this.#ledger.newestOf(member)
    return kept ? { receipt: kept.receipt } : {}
  }

  async #logged<T>(work: () => Promise<T | Refused>): Promise<T | Refused> {
    try {
      return await work()
    } catch (thrown) {
      if (!(thrown instanceof Error) || !('code' in thrown)) throw thrown
      return { allowed: false, reason: 'ledger-unusable' }
    }
  }
}

function asked(
  permit: Permit | undefined,
  purpose: Purpose,
  atMs: Ms,
): Pick<Extract<Entry, { kind: 'allowed' }>, 'atMs' | 'purpose' | 'signal' | 'place'> {
  return { atMs, purpose, ...(isPermit(permit) && { signal: permit.signal, place: permit.place }) }
}

/** The reason that all have in common. */
function why(answers: readonly Answer[]): DecisionReason | undefined {
  const reasons = new Set(answers.map(answer => (answer.allowed ? undefined : answer.reason)))
  return reasons.size === 1 ? [...reasons][0] : undefined
}
