import type { Config } from '../../config/config.ts'
import { type Level, rank } from '../../config/jurisdictions.ts'
import { isSaid } from '../../config/staff.ts'
import type { Ms } from '../../config/units.ts'
import type { Moments, Showing } from '../console/moments.ts'
import { type StaffMoments, staffMoments, staffTopic } from '../events/staff.ts'
import { Approaches } from '../moments/approaches.ts'
import type { OpenMoments } from '../moments/open.ts'
import { outward } from '../moments/outward.ts'
import type { Beside } from '../publish/beside.ts'

/** As often at least it is said what is open: whoever hears nothing for longer knows that nobody says anything any more. */
const AGAIN_MS = 5000
/** What changes at the same time is said at once. */
const TOGETHER_MS = 100

export interface FeedOptions {
  readonly config: Config
  /** The privacy level in force. */
  readonly level: Level
  readonly now: () => Ms
}

/** The moments that are open, for the staff of the shop: for the console, and for whoever hears the topic of the staff. */
export class StaffFeed {
  readonly showing: Showing
  readonly #options: FeedOptions
  readonly #open = new Approaches()
  readonly #hearers = new Set<() => void>()
  #close = () => {}

  /** `moments` where they are judged. */
  constructor(options: FeedOptions, moments?: Pick<OpenMoments, 'follow'>) {
    this.#options = options
    this.showing = showingOf(options)
    if (this.showing !== 'advise') return
    moments?.follow({
      opened: ({ advice, touchpoint }) => {
        // To wait, or to leave somebody alone, nobody is asked to do anything.
        if (advice.advice !== 'approach') return
        const { visit, atMs: openedMs, untilMs, probability } = advice
        // Whoever looks over a shoulder at a tablet is not to learn who is a member.
        const { words: reasons } = outward(advice)
        this.#open.open({ visit, touchpoint: touchpoint.id, openedMs, untilMs, probability, reasons })
        this.#changed()
      },
      closed: ({ advice }) => {
        if (advice.advice !== 'approach') return
        this.#open.close(advice.visit)
        this.#changed()
      },
    })
  }

  #changed(): void {
    for (const hear of this.#hearers) hear()
  }

  open(): StaffMoments {
    const { config, now } = this.#options
    const nowMs = now()
    return staffMoments(this.#open.at(nowMs), config.staff.atOnce, nowMs)
  }

  onChange(hear: () => void): () => void {
    this.#hearers.add(hear)
    return () => this.#hearers.delete(hear)
  }

  /** For the console. */
  shown(answer: Moments['answer']): Moments {
    return { showing: this.showing, open: () => this.open(), onChange: hear => this.onChange(hear), answer }
  }

  /**
   * Begins to say what is open, where the broker is one that may hear it. It is not retained: no broker writes down who may be approached, and
   * none tells it when it is over. Whoever comes later hears it within {@link AGAIN_MS}.
   */
  say(beside: Pick<Beside, 'say'>, source: string): void {
    const { config } = this.#options
    if (this.showing !== 'advise' || !isSaid(config.staff, config.broker)) return
    const topic = staffTopic(source)
    let soon: NodeJS.Timeout | undefined
    const say = (moments: StaffMoments) => {
      clearTimeout(soon)
      soon = undefined
      void beside.say({ topic, body: JSON.stringify(moments), qos: 0 })
    }
    const timer = setInterval(() => say(this.open()), AGAIN_MS)
    const leave = this.onChange(() => (soon ??= setTimeout(() => say(this.open()), TOGETHER_MS)))
    this.#close = () => {
      clearInterval(timer)
      leave()
      // Nobody is to be sent to anybody by an agent that is not there.
      say(staffMoments([], config.staff.atOnce, this.#options.now()))
    }
  }

  close(): void {
    this.#close()
  }
}

function showingOf({ config: { moments, node }, level }: FeedOptions): Showing {
  if (!moments) return 'off'
  if (node.kind === 'sensor') return 'elsewhere'
  return rank(level) < rank('paths') ? 'counts' : moments.mode
}
