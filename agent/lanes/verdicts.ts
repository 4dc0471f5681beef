import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Outcome } from '../moments/advice.ts'
import type { Heard, Said } from '../moments/contacts.ts'
import type { Outcomes } from '../publish/outcomes.ts'

/** What somebody says became of a visit: a till, the cloud, or whoever holds the tablet. */
export interface Verdict {
  /** Who says so. */
  readonly asker: string
  readonly visit: string
  readonly outcome: Outcome
  readonly touchpoint?: string | undefined
  readonly fromMs?: Ms | undefined
  readonly untilMs?: Ms | undefined
}

/** Takes them: keeps each, and lets the judge of moments hear it. */
export class Verdicts {
  readonly #config: Pick<Config, 'touchpoints'>
  readonly #outcomes: Outcomes
  readonly #hear: ((said: Said) => Heard) | undefined

  constructor(config: Pick<Config, 'touchpoints'>, outcomes: Outcomes, hear: ((said: Said) => Heard) | undefined) {
    this.#config = config
    this.#outcomes = outcomes
    this.#hear = hear
  }

  /**
   * When this returns, it is on the disk. Answers whether it is new, and where moments are judged, what it was good for there.
   * @throws Fault TOUCHPOINT_UNKNOWN, VISIT_UNKNOWN, OUTCOME_BACKWARDS
   */
  take({ asker, visit, outcome, touchpoint, fromMs, untilMs }: Verdict, atMs: Ms): { kept: boolean; moment?: Heard } {
    if (touchpoint !== undefined && !this.#config.touchpoints.some(({ id }) => id === touchpoint))
      throw new Fault('TOUCHPOINT_UNKNOWN', { touchpoint })
    const beganMs = this.#outcomes.began(visit, atMs)
    if (beganMs === undefined) throw new Fault('VISIT_UNKNOWN', { visit })
    if ((fromMs ?? beganMs) > (untilMs ?? atMs)) throw new Fault('OUTCOME_BACKWARDS', { visit })
    const said = { visit, outcome, untilMs }
    const kept = this.#outcomes.keep({ ...said, asker, touchpoint: touchpoint ?? '', fromMs: fromMs ?? beganMs }, atMs)
    const moment = this.#hear?.({ ...said, touchpoint, fromMs, atMs })
    return { kept, ...(moment !== undefined && { moment }) }
  }
}
