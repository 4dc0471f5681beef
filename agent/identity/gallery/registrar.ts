import { setImmediate } from 'node:timers/promises'
import { PACKS } from '../../../config/jurisdictions.ts'
import type { Ms } from '../../../config/units.ts'
import type { Erasure } from '../audit.ts'
import type { Consent } from '../consent.ts'
import { NOBODY, type Standing } from '../decide.ts'
import type { Ledger } from '../ledger.ts'
import { Beginnings, type Begun } from './begun.ts'
import type { TakenBack } from './fact.ts'
import type { Gallery } from './gallery.ts'
import type { Whose } from './seal.ts'
import type { Looked } from './traces.ts'

const DAY_MS: Ms = 86_400_000
/** An enrolment that another program began so lately may still be under way there. */
const UNDER_WAY_MS: Ms = 30_000

/** A recognition can be taken back for so long. */
const RETRACTABLE_MS: Ms = DAY_MS
/** By so much the clock may have been set back since. */
const AHEAD_MS: Ms = 60_000

/** So many members are looked at before others have their turn. */
const AT_A_TIME = 250

/** What became of a member who was erased: under which consent the template lay, and where it was looked for since. */
export interface Erased extends Looked {
  readonly receipt: string | undefined
}

/** Who must be erased, and when the next of the others must be, if nothing happens until then. */
export interface Due {
  readonly members: readonly { readonly member: string; readonly why: Erasure }[]
  readonly nextMs: Ms
}

/**
 * Through whom templates come and go. Gallery and ledger are two files: what is done in the one is noted in the other before, and is
 * in the log after. Whoever is killed between leaves the rest to the next who opens them.
 */
export class Registrar {
  readonly ledger: Ledger
  readonly gallery: Gallery
  readonly #begun: Beginnings

  constructor(ledger: Ledger, gallery: Gallery) {
    this.ledger = ledger
    this.gallery = gallery
    this.#begun = new Beginnings(ledger)
  }

  /**
   * Keeps the template of a member under a consent. Answers whether it is kept: not where the consent was taken back meanwhile.
   * @throws Fault GALLERY_UNUSABLE, ERASURE_UNPROVED
   */
  enrol({ member, receipt }: Consent, template: Float32Array, looks: number, nowMs: Ms): boolean {
    const begun = { member, receipt, what: 'enrol', atMs: nowMs } as const
    if (this.ledger.isWithdrawn(receipt) || !this.#begun.note(begun)) return false
    const instead = this.gallery.find(member)?.receipt
    this.gallery.put({ member, receipt }, template, looks, nowMs)
    const isKept = this.#begun.done(begun, () => this.#enrolled(begun, instead, nowMs))
    const isWithdrawn = this.ledger.isWithdrawn(receipt)
    if (isKept && !isWithdrawn) return true
    // Taken back, or erased by another, while it was being made.
    this.erase(member, isWithdrawn ? 'withdrawn' : 'asked', nowMs)
    return false
  }

  /**
   * Destroys key and template of a member, and has it in the log. Undefined where nobody of that name is in the gallery.
   * @throws Fault ERASURE_UNPROVED where the template is gone but its traces may not be: that is seen to later; GALLERY_UNUSABLE
   */
  erase(member: string, why: Erasure, nowMs: Ms): Erased | undefined {
    const found = this.gallery.find(member)
    const unfinished = this.#begun.all().find(one => one.member === member && one.what === 'erase')
    if (!found && !unfinished) return undefined
    const begun = {
      member,
      receipt: found?.receipt ?? unfinished?.receipt ?? null,
      what: 'erase',
      why,
      atMs: nowMs,
    } as const
    this.#begun.note(begun)
    return this.#erase(begun, nowMs)
  }

  /**
   * Somebody was taken for a member and was not: it takes more from now on to be taken for them, each subscriber who heard of it hears
   * that, and nobody else is named in their place. `number` is what one of these subscribers has heard.
   */
  retract(
    number: string,
    by: 'member' | 'staff',
    audiences: readonly string[],
    nowMs: Ms,
  ): 'retracted' | 'again' | 'unknown' {
    const was = this.gallery.recognised(number, audiences)
    if (!was || !(was.atMs <= nowMs + AHEAD_MS && nowMs - was.atMs <= RETRACTABLE_MS)) return 'unknown'
    const { member, receipt, atMs } = was
    const recognitions = Object.fromEntries(audiences.map(one => [one, this.gallery.numberOf(member, one, atMs)]))
    const once = `retracted-${recognitions[audiences[0]]}`
    if (this.ledger.isSpent(once)) return 'again'
    // Were we killed after this, it would be asked again and count twice: the member is only the safer for it.
    this.gallery.mistake(member)
    return this.ledger.atomically(() => {
      if (!this.ledger.once(once, atMs + 2 * RETRACTABLE_MS, nowMs)) return 'again'
      const { sequence } = this.ledger.log({ kind: 'retracted', atMs: nowMs, receipt, by })
      this.ledger.about(sequence, member, { recognitions } satisfies TakenBack)
      return 'retracted'
    })
  }

  /** Finishes what was begun and left. @throws Fault ERASURE_UNPROVED, GALLERY_UNUSABLE */
  settle(nowMs: Ms): void {
    for (const begun of this.#begun.all())
      if (begun.what === 'erase') this.#erase(begun, nowMs)
      else if (!(Math.abs(nowMs - begun.atMs) < UNDER_WAY_MS))
        this.#begun.done(begun, () => {
          if (this.gallery.find(begun.member)?.receipt === begun.receipt) this.#enrolled(begun, undefined, begun.atMs)
        })
  }

  /** Who must be erased by now, and why: whose consent was taken back, is over or asleep, and who has come back from an old copy. */
  async due(nowMs: Ms): Promise<Due> {
    const members: { member: string; why: Erasure }[] = []
    let nextMs = Number.POSITIVE_INFINITY
    const all = [...this.gallery.whose()]
    if (all.length === 0) return { members, nextMs }
    await this.ledger.readAll()
    const standings = new Map(this.ledger.standings().map(({ member, standing }) => [member, standing]))
    for (const [i, whose] of all.entries()) {
      // In a large shop it takes a while, and cameras are not to wait for it.
      if (i % AT_A_TIME === AT_A_TIME - 1) await setImmediate()
      const standing = standings.get(whose.member) ?? NOBODY
      const why = this.#why(whose, standing, nowMs)
      if (why) members.push({ member: whose.member, why })
      else nextMs = Math.min(nextMs, endOf(standing))
    }
    return { members, nextMs }
  }

  /** Erases one member, where that is due; by `sureMs`, where time may not be as late as it seems. @throws Fault ERASURE_UNPROVED, GALLERY_UNUSABLE */
  async enforce(member: string, nowMs: Ms, sureMs = nowMs): Promise<Erased | undefined> {
    const receipt = this.gallery.find(member)?.receipt
    if (receipt === undefined) return undefined
    await this.ledger.read(member)
    const why = this.#why({ receipt }, this.ledger.standing(member), sureMs)
    return why && this.erase(member, why, nowMs)
  }

  #why({ receipt }: Pick<Whose, 'receipt'>, standing: Standing, nowMs: Ms): Erasure | undefined {
    const by = this.ledger.withdrawnBy(receipt)
    if (by) return by === 'list' ? 'revoked' : 'withdrawn'
    if (this.ledger.isGone(receipt)) return 'returned'
    const { consent, isWithdrawn, isRevoked, lastMs } = standing
    if (isWithdrawn || isRevoked) return isRevoked ? 'revoked' : 'withdrawn'
    // Of a consent whose signature is not trusted just now nobody can say that it is over.
    if (consent === undefined || consent === 'unverified') return undefined
    if (nowMs >= consent.expiresMs) return 'expired'
    return nowMs >= asleepMs(consent, lastMs) ? 'dormant' : undefined
  }

  #erase(begun: Extract<Begun, { what: 'erase' }>, nowMs: Ms): Erased {
    const { member, receipt, why } = begun
    const looked = this.gallery.erase(member) ?? this.gallery.search(member)
    this.#begun.done(begun, () => {
      const { sequence } = this.ledger.log({ kind: 'erased', atMs: nowMs, why, ...(receipt !== null && { receipt }) })
      this.ledger.about(sequence, member)
      if (receipt !== null) this.ledger.gone(receipt, true)
    })
    return { ...looked, receipt: receipt ?? undefined }
  }

  #enrolled({ member, receipt }: Pick<Begun, 'member' | 'receipt'>, instead: string | undefined, atMs: Ms): void {
    const replaced = instead !== undefined && instead !== receipt ? { instead } : {}
    const { sequence } = this.ledger.log({ kind: 'enrolled', atMs, receipt: receipt!, ...replaced })
    this.ledger.about(sequence, member)
    this.ledger.gone(receipt!, false)
  }
}

/** When a member who has not been dealt with again is forgotten. */
function asleepMs({ jurisdiction }: Consent, lastMs: Ms | undefined): Ms {
  return lastMs === undefined ? Number.POSITIVE_INFINITY : lastMs + PACKS[jurisdiction].dormantDays.value * DAY_MS
}

/** When a consent ends by itself. */
function endOf({ consent, lastMs }: Standing): Ms {
  if (consent === undefined || consent === 'unverified') return Number.POSITIVE_INFINITY
  return Math.min(consent.expiresMs, asleepMs(consent, lastMs))
}
