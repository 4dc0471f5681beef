/** By so much the log-odds of a good outcome are taken to have fallen, if they have. */
const FALL = 1
/** It is settled once one is so many times as likely as the other. */
const SURE = Math.log(20)

/**
 * Whether contacts come out worse than they were told to, from some outcome on: a sequential probability ratio test (Wald 1945, Sequential tests of
 * statistical hypotheses). Some 25 outcomes settle it. Unlike a cumulative sum it ends either way, and needs to know from when on. Of
 * outcomes that are as told one series in twenty is taken for worse; where the log-odds are off by 0.2, one in eight; by 0.4, one in three.
 */
export class RatioTest {
  /** The logarithm of how many times as likely the outcomes are if the odds have fallen; no more to either side than settles it. */
  logRatio = 0

  see(probability: number, wasGood: boolean): 'worse' | 'as told' | undefined {
    const ratio = this.logRatio + (wasGood ? 0 : FALL) - Math.log(probability + (1 - probability) * Math.exp(FALL))
    this.logRatio = Math.min(Math.max(ratio, -SURE), SURE)
    if (Math.abs(ratio) < SURE) return undefined
    return ratio > 0 ? 'worse' : 'as told'
  }

  reset(): void {
    this.logRatio = 0
  }
}
