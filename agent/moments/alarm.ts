/** What an outcome may be off by, in deviations, without being held against the model; and the sum at which it is an alarm. */
const SLACK = 0.2
const LIMIT = 24
/** Before so many outcomes what is told is wrong because little was learned, and not because it was learned of another world. */
const FIRST = 300

/**
 * Whether outcomes still are as they were told to be: a cumulative sum to each side (Page 1954, Continuous inspection schemes). Outcomes that
 * are better or worse by four tenths of a deviation from some day on are noticed after some 120 of them. Those who are approached are some of
 * whom too much is thought, so that outcomes are a little worse than told where all is well; that lies within the slack.
 */
export class Alarm {
  better = 0
  worse = 0
  /** How often it has gone off. */
  count = 0
  seen = 0
  /** Outcomes since it went off last for what came out worse; ∞ where it never did. */
  since = Number.POSITIVE_INFINITY

  /** Answers whether it goes off, and begins anew where it does. */
  see(probability: number, wasGood: boolean): boolean {
    this.since++
    this.seen++
    if (!this.isWatching) return false
    const off = (Number(wasGood) - probability) / Math.sqrt(Math.max(probability * (1 - probability), 0.01))
    this.better = Math.max(this.better + off - SLACK, 0)
    this.worse = Math.max(this.worse - off - SLACK, 0)
    if (Math.max(this.better, this.worse) < LIMIT) return false
    if (this.worse >= LIMIT) this.since = 0
    this.#begin()
    return true
  }

  /** Whether enough was learned that an outcome can be wrong because the world is another. */
  get isWatching(): boolean {
    return this.seen > FIRST
  }

  /** Something else says that outcomes come out worse. */
  ring(): void {
    this.since = 0
    this.#begin()
  }

  reset(): void {
    this.better = this.worse = this.count = this.seen = 0
    this.since = Number.POSITIVE_INFINITY
  }

  #begin(): void {
    this.better = this.worse = 0
    this.count++
  }
}
