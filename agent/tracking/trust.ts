/**
 * Log-odds that a track was given the person whom it followed until now: logistic regression on eight recordings with real
 * detections (17,000 updates; `npm run bench -- trust` holds the curve against them, and against dancers with perfect boxes, whom it
 * underrates). A lead over the best rival counts, up to a limit; time out of sight counts against, and so does a weak score.
 */
const BASE = 1.65
const LEAD = 0.16
const MOST_LEAD = 20
const HIDDEN = -0.3
/** Time out of sight begins to tell from about here. */
const SOON_SECONDS = 0.1
const WEAK = -3.2

/**
 * Probability that a detection is of the person whom the track followed until now. `gain` is the log likelihood ratio of the pair
 * against anybody, softened to be above 0; `rival` that of the best other pair of the same track or the same detection, 0 where
 * there is none. Never quite 1: somebody new may stand where another was.
 */
export function trust(gain: number, rival: number, hiddenSeconds: number, score: number): number {
  const lead = Math.max(-MOST_LEAD, Math.min(MOST_LEAD, gain - rival))
  const odds = BASE + LEAD * lead + HIDDEN * Math.log1p(hiddenSeconds / SOON_SECONDS) + WEAK * (1 - Math.min(1, score))
  return 1 / (1 + Math.exp(-odds))
}
