import type { Decision, Outcome } from '../../../agent/moments/advice.ts'
import type { Said } from '../../../agent/moments/contacts.ts'
import { Learner } from '../../../agent/moments/learner.ts'
import { Moments } from '../../../agent/moments/moments.ts'
import type { Told } from '../../../agent/moments/worth/reliability.ts'
import { Moments as Config } from '../../../config/moments.ts'
import type { Ms } from '../../../config/units.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { contact } from './contact.ts'
import { TOUCHPOINTS } from './places.ts'
import type { Look, Rule } from './play.ts'
import { see } from './see.ts'
import { visitAt } from './visitor.ts'
import type { Word } from './word.ts'

/** The stage itself, at work in the simulated shop. It is told what sensors make of a look and what staff say, and nothing else. */
export class Learned implements Rule {
  readonly learner: Learner
  readonly moments: Moments
  /** Of the looks since {@link forget}: those with an approach, and all at which the model was asked. */
  approached: Told[] = []
  asked: Told[] = []
  decisions: Decision[] = []
  /** By visit, what was first said of an approach, as far as anything was. */
  readonly heard = new Map<string, Outcome>()
  #now: Look | undefined
  /** Visits, and when they end. */
  readonly #open = new Map<string, Ms>()

  constructor(
    seed: number,
    config: Partial<Config> = {},
    readonly keeps = true,
    touchpoints: readonly string[] = TOUCHPOINTS.map(({ id }) => id),
  ) {
    this.learner = new Learner(touchpoints)
    const random = new Random(seed, 'moments')
    this.moments = new Moments({
      config: Config.parse({ mode: 'advise', ...config }),
      learner: this.learner,
      unit: () => random.unit(),
      decided: decision => this.#note(decision),
    })
  }

  approaches(look: Look): boolean {
    const situation = see(look)
    this.#now = look
    this.#open.set(situation.visit, look.visitor.endedMs)
    const last = look.contacts.at(-1)
    // Sensors saw somebody of the staff with them.
    if (last && last.became !== 'missed') this.moments.look({ ...situation, hasStaff: true })
    return this.moments.look(situation)?.advice === 'approach'
  }

  hear({ visit, touchpoint, outcome, arrivesMs }: Word): void {
    const said: Said = { visit, touchpoint, outcome, atMs: arrivesMs }
    if (this.moments.hear(said) === 'taken') this.heard.set(visit, outcome)
  }

  tick(nowMs: Ms): void {
    this.moments.tick(nowMs)
    for (const [visit, endedMs] of this.#open) {
      if (endedMs > nowMs) continue
      this.moments.gone(visit, nowMs)
      this.#open.delete(visit)
    }
  }

  /** Everybody has gone home. */
  close(nowMs: Ms): void {
    this.tick(nowMs)
  }

  forget(): void {
    this.approached = []
    this.asked = []
    this.decisions = []
  }

  #note(decision: Decision): void {
    if (!this.keeps) return
    const { visitor, stay, at, nowMs } = this.#now!
    this.decisions.push(decision)
    const { became } = contact(visitor, stay, nowMs)
    if (became === 'missed' || visitAt(visitor, at) !== decision.visit) return
    const told = { probability: decision.probability, isGood: became === 'helped' }
    this.asked.push(told)
    if (decision.isApproached) this.approached.push(told)
  }
}
