/** How unlike each other phones are in how often they search: shape of the gamma distribution of their rates. */
const SHAPE = 2

export interface Moments {
  readonly mean: number
  readonly variance: number
}

/**
 * How many devices are behind `searches` (≥ 1) that only share a fingerprint, when one device is expected to make `again`
 * more searches after its first. Rates differ from device to device as a gamma distribution, so the further searches of n devices
 * are negative binomial with shape n · SHAPE and mean n · again; before looking, n devices are as likely as 1/n (no scale is
 * preferred). Mean and variance of what that leaves for n by Bayes.
 */
export function devices(searches: number, again: number): Moments {
  const logs = new Float64Array(searches)
  const logMiss = Math.log(SHAPE / (SHAPE + again))
  const logHit = Math.log(again / (SHAPE + again))
  let most = Number.NEGATIVE_INFINITY
  for (let n = 1; n <= searches; n++) {
    const further = searches - n
    const shape = n * SHAPE
    const ways = logGamma(further + shape) - logGamma(further + 1) - logGamma(shape)
    logs[n - 1] = ways + shape * logMiss + (further > 0 ? further * logHit : 0) - Math.log(n)
    most = Math.max(most, logs[n - 1])
  }
  let weight = 0
  let sum = 0
  let squares = 0
  for (let n = 1; n <= searches; n++) {
    const w = Math.exp(logs[n - 1] - most)
    weight += w
    sum += w * n
    squares += w * n * n
  }
  const mean = sum / weight
  return { mean, variance: Math.max(0, squares / weight - mean * mean) }
}

/** ln Γ(x) for x ≥ 1, by Stirling's series after stepping up to 8; good to 1e-10. */
function logGamma(x: number): number {
  let factor = 1
  let at = x
  while (at < 8) factor *= at++
  const inverse = 1 / at
  const square = inverse * inverse
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(factor)
}
