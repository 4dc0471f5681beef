import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Ailments } from '../health/ailments.ts'
import { type Budget, begin, type Rule, step } from '../health/budget.ts'
import type { Meters } from '../health/meters.ts'
import { pressure } from '../health/pressure.ts'
import { inWords, LEFT_OUT, SHED, type Shed } from '../health/shed.ts'

const LONGEST_EASE_MS: Ms = 3_600_000
/** Memory was freed where less than this share is left of what it was. */
const LESS = 0.95

export interface Purse {
  readonly config: Pick<Config, 'health' | 'cameras' | 'depth' | 'identity'>
  readonly meters: Pick<Meters, 'load'>
  readonly ailments: Ailments
  readonly warn: (fault: Fault) => void
  readonly now: () => Ms
  /** Hears what is left out from now on. */
  readonly changed: (shed: readonly Shed[]) => void
}

/** Leaves out, in order, what the machine cannot do beside the rest. */
export class Thrift {
  readonly #purse: Purse
  readonly #rule: Rule
  #budget: Budget
  #sinceMs: Ms | undefined
  #what = ''
  /** When the last thing was left out, and the memory that was held then. */
  #last: { readonly atMs: Ms; readonly megabytes: number } | undefined
  /** Leaving things out frees no memory: that it is too much of that alone is no reason any more, until there is room for all. */
  #isFutile = false

  constructor(purse: Purse) {
    this.#purse = purse
    const { pressSeconds, easeSeconds } = purse.config.health
    const [pressMs, easeMs] = [pressSeconds * 1000, easeSeconds * 1000]
    this.#rule = { pressMs, easeMs, longestEaseMs: Math.max(easeMs, LONGEST_EASE_MS) }
    this.#budget = begin(this.#rule)
  }

  get shed(): readonly Shed[] {
    return SHED.slice(0, this.#budget.shed)
  }

  /** One of so many pictures is looked at. */
  get every(): number {
    return [1, 2, 4][Math.min(2, this.#budget.shed)]
  }

  /** To be called about once a second, with a clock that nobody sets. */
  tick(atMs: Ms): void {
    const { meters, config, changed } = this.#purse
    const load = meters.load()
    const { residentMegabytes } = load.process
    const { memoryMegabytes: _, ...others } = config.health
    const [all, rest] = [pressure(load, config.health), pressure(load, others)]
    if (all.is === 'ease') this.#isFutile = false
    const isOfMemory = all.is === 'over' && rest.is !== 'over' && !this.#isFutile
    if (isOfMemory && this.#last && atMs - this.#last.atMs >= this.#rule.pressMs)
      if (residentMegabytes > LESS * this.#last.megabytes) this.#giveUp(all.why)
    const { is, why } = this.#isFutile ? rest : all
    const was = this.#budget.shed
    this.#budget = step(this.#budget, is, atMs, this.#rule)
    if (this.#budget.shed === was) return
    this.#last = this.#budget.shed > was ? { atMs, megabytes: residentMegabytes } : undefined
    changed(this.shed)
    this.#tell(why, this.#budget.shed > was)
  }

  #giveUp(why: string): void {
    this.#isFutile = true
    this.#purse.warn(new Fault('BUDGET_EXCEEDED', { what: 'nothing more, since leaving out frees no memory', why }))
  }

  /** Those that look at less are degraded, where it is news. */
  #tell(why: string, isMore: boolean): void {
    const { config, ailments, warn, now } = this.#purse
    const left = inWords(this.shed, config.identity !== undefined)
    const what = left.join(', ')
    if (what === this.#what) return
    this.#what = what
    if (isMore) warn(new Fault('BUDGET_EXCEEDED', { what, why }))
    const atMs = now()
    this.#sinceMs = left.length > 0 ? (this.#sinceMs ?? atMs) : undefined
    const sinceMs = this.#sinceMs ?? atMs
    for (const { id } of [...config.cameras, ...config.depth, ...(config.identity?.faceDepth ?? [])]) {
      const cause = `${LEFT_OUT}${what}${isMore ? ` (when that began, ${why})` : ''}`
      ailments.mark(id, 'budget', left.length === 0 ? undefined : { is: 'degraded', cause, sinceMs }, atMs)
    }
  }
}
