import { existsSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import { type Level, lower } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import type { Scan } from '../../drivers/frame.ts'
import type { Anchor, Logged } from '../identity/audit.ts'
import type { Law } from '../identity/decide.ts'
import { type ConsentFact, factsOf } from '../identity/fact.ts'
import { type MemberFact, memberFacts } from '../identity/gallery/fact.ts'
import { Pseudonyms } from '../identity/gallery/pseudonyms.ts'
import { Authorisation, Gate } from '../identity/gate.ts'
import { openSession } from '../identity/kiosk.ts'
import { type Ledger, openLedger } from '../identity/ledger.ts'
import { FREE, held, settleLevel } from '../identity/level.ts'
import { verifyPass } from '../identity/pass.ts'
import {
  type Bearer,
  type Permit,
  permitOfKiosk,
  permitOfLane,
  permitOfPass,
  type Signals,
} from '../identity/permit.ts'
import { prove } from '../identity/proof.ts'
import type { DecisionReason, TokenReason } from '../identity/reason.ts'
import { lawOf, shopOf, signalsOf, trustOf } from '../identity/trust.ts'
import { ailment } from '../store/ailment.ts'

/** So much is told at a time, and so many entries of the log are read for it: of a long list of revoked consents few are of this shop. */
const TELL = 200
const READ = 2000

/** Until when somebody may be looked at, or why not. */
export type Admittance = { readonly untilMs: Ms } | { readonly refused: TokenReason | DecisionReason }

/** Gate and ledger of one shop: whoever shows a pass is let through here or not, and what happened to consents is told. */
export class Members {
  /** The privacy level in force. */
  readonly level: Level
  /** Hears of whom may be looked at now, and what for. Set by whatever looks at faces. */
  onAuthorised: (authorisation: Authorisation) => void = () => {}
  readonly gate: Gate
  readonly #ledger: Ledger
  readonly #law: Law
  readonly #signals: Signals
  readonly #shop: string
  readonly #config: Config
  readonly #warn: (fault: Fault) => void
  #pseudonyms: Pseudonyms | undefined
  #failing = false

  constructor(config: Config, level: Level, ledger: Ledger, warn: (fault: Fault) => void) {
    this.level = level
    this.#config = config
    this.#ledger = ledger
    this.#law = lawOf(config, level)
    this.#signals = signalsOf(config)
    this.#shop = shopOf(config)
    this.#warn = warn
    this.gate = new Gate(ledger, this.#law)
  }

  /** Somebody showed a pass; `bearer` is who stands there, where that is one alone. The text goes no further than this. */
  async show(scanner: string, { atMs, text }: Scan, bearer: Bearer | undefined): Promise<void> {
    if (this.#law.level !== 'members') return
    try {
      const made = await this.#verified(text, atMs)
      if ('pass' in made) await this.#ask(bearer && permitOfPass(made.pass, scanner, bearer, atMs, this.#signals), atMs)
    } catch (thrown) {
      this.#refuse(thrown)
    }
  }

  /** Somebody showed a pass at a kiosk: for a while a session there is theirs, and that of nobody who steps up next. */
  async greet(kiosk: string, text: string, bearer: Bearer, atMs: Ms): Promise<Admittance> {
    if (this.#law.level !== 'members') return { refused: 'recognition-off' }
    try {
      const made = await this.#verified(text, atMs)
      if ('refused' in made) return made
      const kioskMs = (this.#config.identity?.kioskSeconds ?? 0) * 1000
      const session = openSession(kiosk, made.pass, atMs, kioskMs)
      return await this.#ask(session && permitOfKiosk(session, bearer, atMs), atMs)
    } catch (thrown) {
      this.#refuse(thrown)
      return { refused: 'ledger-unusable' }
    }
  }

  /** Somebody stepped into a marked lane, or has stood there for longer than a permit lasts. Of other zones nothing comes. */
  async stand(zone: string, bearer: Bearer, atMs: Ms): Promise<void> {
    if (this.#law.level !== 'members') return
    const permit = permitOfLane(zone, bearer, atMs, this.#signals)
    if (!permit) return
    try {
      await this.#ask(permit, atMs)
    } catch (thrown) {
      this.#refuse(thrown)
    }
  }

  /** Verifies the consents that are there, so that the first whom a lane lets through does not wait for that. */
  async warm(): Promise<void> {
    try {
      await this.#ledger.readAll()
    } catch (thrown) {
      this.#refuse(thrown)
    }
  }

  /** The end of the log, for whoever keeps it elsewhere. */
  get anchor(): Anchor | undefined {
    const { head } = this.#ledger.audit
    return head.sequence === 0 ? undefined : head
  }

  /** Tells what the log holds that was not told yet, by whatever program it came in. `keep` returns when it is on the disk. */
  tell(tell: (fact: ConsentFact | MemberFact) => void, keep: () => void): void {
    try {
      const entries = this.#ledger.untold(READ)
      let [through, count] = [0, 0]
      for (const logged of entries) {
        const facts = this.#factsOf(logged)
        if (!facts || count >= TELL) break
        for (const fact of facts) tell(fact)
        count += facts.length
        through = logged.sequence
      }
      if (through === 0) return
      keep()
      this.#ledger.told(through)
    } catch (thrown) {
      this.#refuse(thrown)
    }
  }

  close(): void {
    this.#pseudonyms?.wipe()
    this.#ledger.close()
  }

  /** What an entry has to tell; undefined where that must wait, since nobody knows what a subscriber calls the member. */
  #factsOf(logged: Logged): readonly (ConsentFact | MemberFact)[] | undefined {
    try {
      this.#pseudonyms ??= new Pseudonyms(this.#config.identity?.subscribers ?? [])
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown
      if (!this.#failing) this.#warn(thrown)
      this.#failing = true
      return undefined
    }
    const { entry } = logged
    // A list revokes consents of other shops too; of them there is nothing to tell here.
    const isOurs = entry.kind !== 'withdrawn' || this.#ledger.one(entry.receipt) !== undefined
    const whom = this.#ledger.whom(logged.sequence)
    return [
      ...(isOurs ? factsOf(logged, this.#pseudonyms) : []),
      ...(whom ? memberFacts(logged, whom, this.#pseudonyms) : []),
    ]
  }

  /** The pass that a text is; from here on it is used up. */
  async #verified(text: string, atMs: Ms): ReturnType<typeof verifyPass> {
    const ledger = this.#ledger
    const once = (number: string, untilMs: Ms) => ledger.once(number, untilMs, atMs)
    const made = await verifyPass(text, { ...ledger.trust, audiences: [this.#shop] }, once, atMs)
    if ('refused' in made)
      ledger.atomically(() => ledger.log({ kind: 'token-refused', atMs, token: 'pass', reason: made.refused }))
    return made
  }

  /** Asks for each purpose. Answers for the one that lasts longest; where there is none, why. */
  async #ask(permit: Permit | undefined, atMs: Ms): Promise<Admittance> {
    let untilMs = Number.NEGATIVE_INFINITY
    let refused: DecisionReason = 'purpose-not-served'
    for (const purpose of this.#law.purposes) {
      const answer = await this.gate.ask(permit, purpose, atMs)
      if (answer instanceof Authorisation) {
        untilMs = Math.max(untilMs, answer.untilMs)
        this.onAuthorised(answer)
        continue
      }
      refused = answer.reason
      if (refused !== 'ledger-unusable') continue
      this.#fail('it cannot be written')
      return { refused }
    }
    this.#failing = false
    return untilMs > atMs ? { untilMs } : { refused }
  }

  /** A disk that fails is no reason to stop, only to recognise nobody. */
  #refuse(thrown: unknown): void {
    if (ailment(thrown) === 'other' && !String((thrown as { code?: unknown }).code).startsWith('SQLITE')) throw thrown
    this.#fail(why(thrown), thrown)
  }

  #fail(reason: string, cause?: unknown): void {
    if (!this.#failing) this.#warn(new Fault('LEDGER_UNUSABLE', { file: this.#ledger.db.name, why: reason }, cause))
    this.#failing = true
  }
}

/**
 * Opens the gate of a shop that has asked for one or ever had one; none where nobody did. What goes wrong is told to `warn`,
 * and then nobody is recognised.
 */
export async function openMembers(
  config: Config,
  warn: (fault: Fault) => void,
  nowMs: Ms,
): Promise<Members | undefined> {
  const { privacy, identity } = config
  if (!identity && privacy.level === FREE && !existsSync(privacy.ledger)) return undefined
  let ledger: Ledger | undefined
  try {
    ledger = openLedger(privacy.ledger, trustOf(config))
    const [flaw] = prove(ledger.db).flaws
    if (flaw) throw new Error(`entry ${flaw.sequence} of its log is ${flaw.flaw}; see aislectl consent verify`)
    const { level, refused } = await settleLevel(privacy, ledger, shopOf(config), nowMs)
    if (refused) warn(held(privacy.level, { level, refused }))
    return new Members(config, level, ledger, warn)
  } catch (thrown) {
    ledger?.close()
    warn(
      thrown instanceof Fault
        ? thrown
        : new Fault('LEDGER_UNUSABLE', { file: privacy.ledger, why: why(thrown) }, thrown),
    )
    return undefined
  }
}

/** The level in force, with a gate or without. */
export function levelOf(config: Config, members: Members | undefined): Level {
  return members?.level ?? lower(config.privacy.level, FREE)
}
