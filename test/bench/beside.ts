/** What something took, and what a plain loop took that was run in between, in microseconds. */
export interface Beside {
  readonly took: Float64Array
  readonly loop: Float64Array
}

/** Small enough for the nearest cache. */
const NUMBERS = new Float64Array(1024).fill(1.5)
const WARM_UP = 2000

/**
 * Measures `count` calls of `step`, and after each one a loop of about as much work as their median that allocates nothing, decides nothing
 * and is always the same: whatever makes that take longer is the machine's, and would make anything take longer.
 */
export function beside(count: number, step: (at: number) => void, median: number): Beside {
  const rounds = Math.max(1, Math.round(median / perRound()))
  const took = new Float64Array(count)
  const loop = new Float64Array(count)
  for (let at = 0; at < count; at++) {
    const begin = performance.now()
    step(at)
    const middle = performance.now()
    turn(rounds)
    loop[at] = 1000 * (performance.now() - middle)
    took[at] = 1000 * (middle - begin)
  }
  return { took, loop }
}

/** The value that a share of all are below. */
export function quantile(values: ArrayLike<number>, share: number): number {
  return Float64Array.from(values).sort()[Math.floor(share * values.length)]!
}

/** Microseconds that a round of the loop takes when nobody disturbs it. */
function perRound(): number {
  const took = Array.from({ length: WARM_UP }, () => {
    const begin = performance.now()
    turn(10)
    return 100 * (performance.now() - begin)
  })
  return quantile(took, 0.25)
}

function turn(rounds: number): number {
  let sum = 0
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < NUMBERS.length; i++) sum += Math.sqrt(NUMBERS[i]! + round)
  return (NUMBERS[0] = sum > 0 ? 1.5 : 1.25)
}
