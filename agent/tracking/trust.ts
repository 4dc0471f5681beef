/** How decisively a pair must beat its best rival: odds are the gains' ratio to this power. */
const DECISIVE = 3

/**
 * Probability that a track was given the person whom it followed until now, from what the pair gains and what the best other pair
 * of the same track or the same detection would have gained (0 where there is none). After Bradley and Terry (1952): odds go by a
 * power of the ratio.
 */
export function trust(gain: number, rival: number): number {
  if (rival <= 0) return 1
  return 1 / (1 + (rival / gain) ** DECISIVE)
}
