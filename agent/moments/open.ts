import type { Ms } from '../../config/units.ts'
import type { VisitId } from '../journey/fact.ts'
import type { TouchpointRef } from '../journey/touchpoints.ts'
import type { Advice, Outcome } from './advice.ts'
import type { MomentFact, Why } from './fact.ts'
import { outward } from './outward.ts'

/** An advice that holds now. */
export interface Moment {
  readonly advice: Advice
  readonly touchpoint: TouchpointRef
}

/** Whoever shows the staff what is advised. Of what is advised in shadow mode it hears nothing. */
export interface Feed {
  opened(moment: Moment): void
  closed(moment: Moment): void
}

/** Moments that are open: one a visit at most. Each is told when it is opened and when it is over. */
export class OpenMoments {
  readonly #open = new Map<VisitId, Moment>()
  readonly #feeds = new Set<Feed>()
  readonly #tell: (fact: MomentFact) => void

  constructor(tell: (fact: MomentFact) => void) {
    this.#tell = tell
  }

  /** Lets somebody show what is advised, until what is answered is called. */
  follow(feed: Feed): () => void {
    this.#feeds.add(feed)
    return () => void this.#feeds.delete(feed)
  }

  of(visit: VisitId): Moment | undefined {
    return this.#open.get(visit)
  }

  /** What looks no other from outside goes on as it was. */
  open(moment: Moment): void {
    const { visit, atMs } = moment.advice
    const was = this.#open.get(visit)
    if (was && isSame(was, moment)) return
    this.close(visit, 'changed', atMs)
    this.#open.set(visit, moment)
    this.#tell(opened(moment))
    if (moment.advice.isShown) for (const feed of this.#feeds) feed.opened(moment)
  }

  close(visit: VisitId, why: Why, atMs: Ms, outcome?: Outcome): void {
    const moment = this.#open.get(visit)
    if (!moment) return
    this.#open.delete(visit)
    // Somebody who is lost from sight left when they were seen last, which may be before.
    this.#tell(closed(moment, why, Math.max(atMs, moment.advice.atMs), outcome))
    if (moment.advice.isShown) for (const feed of this.#feeds) feed.closed(moment)
  }

  /** Time passes: nobody is to be approached any more on an advice whose time is over. */
  tick(nowMs: Ms): void {
    for (const [visit, { advice }] of this.#open) {
      // Also where the clock was set back.
      const isOver = nowMs >= advice.untilMs || nowMs < advice.atMs - (advice.untilMs - advice.atMs)
      if (advice.advice === 'approach' && isOver) this.close(visit, 'expired', Math.min(nowMs, advice.untilMs))
    }
  }
}

type Opened = Extract<MomentFact, { kind: 'moment.opened' }>

function opened({ advice, touchpoint }: Moment): Opened {
  const { visit, atMs, isShown, untilMs } = advice
  const { words: reasons, ...told } = outward(advice)
  const until = advice.advice === 'approach' ? { untilMs } : {}
  const head = { kind: 'moment.opened', visit, atMs, touchpoint, advice: advice.advice, mode: modeOf(isShown) } as const
  return { ...head, ...told, reasons, ...until }
}

function closed(moment: Moment, why: Why, atMs: Ms, outcome: Outcome | undefined): MomentFact {
  const { reasons: _, untilMs: __, ...was } = opened(moment)
  const said = outcome === undefined ? {} : { outcome }
  return { ...was, kind: 'moment.closed', atMs, openedMs: was.atMs, why, ...said }
}

/** Each approach is one of its own, with a time of its own. */
function isSame(a: Moment, b: Moment): boolean {
  if (a.touchpoint.id !== b.touchpoint.id || a.advice.advice !== b.advice.advice) return false
  if (a.advice.advice === 'approach' || a.advice.isShown !== b.advice.isShown) return false
  const [one, other] = [outward(a.advice), outward(b.advice)]
  if (one.rule !== undefined || other.rule !== undefined) return one.rule === other.rule
  return one.decidedBy === other.decidedBy
}

function modeOf(isShown: boolean): MomentFact['mode'] {
  return isShown ? 'advise' : 'shadow'
}
