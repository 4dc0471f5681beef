/** By so much the log-odds of a good outcome are taken to have fallen, if they have. */
const FALL = 1
/** It is settled once one is so many times as likely as the other. */
const SURE = Math.log(20)

/**
 * Whether contacts come out worse than they were told to, from some outcome on: a sequential probability ratio test (Wald 1945, Sequential tests of
 * statistical hypotheses). Some 25 outcomes settle it. Unlike a cumulative sum it ends either way, and needs to know from when on.
 */
export class RatioTest {
  /** The logarithm of how many times as likely the outcomes are if the odds have fallen. */
  logRatio = 0

  see(probability: number, wasGood: boolean): 'worse' | 'as told' | undefined {
    this.logRatio += (wasGood ? 0 : FALL) - Math.log(probability + (1 - probability) * Math.exp(FALL))
    if (Math.abs(this.logRatio) < SURE) return undefined
    return this.logRatio > 0 ? 'worse' : 'as told'
  }

  reset(): void {
    this.logRatio = 0
  }
}
