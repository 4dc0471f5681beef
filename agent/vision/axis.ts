/** Weights of one output sample sum to this, so that two passes are undone by one shift of sixteen bits. */
const ONE = 256

/**
 * How the samples along one side of a picture are made from those of another: sample i is the sum of `taps` neighbours from
 * `start[i]` on, weighted by `weight[i · taps …]`. Up to a shrink by two it is bilinear, as what the nets were trained on. Beyond,
 * it is the mean of as many whole neighbours as the power of two next to the shrink: little aliasing, and kernels of fixed length.
 */
export interface Axis {
  readonly length: number
  readonly taps: number
  readonly start: Int32Array
  readonly weight: Int32Array
}

/** The samples of `from … from + size` of a side that is `side` long, resized to `length` samples. Beyond the side its edge goes on. */
export function axis(side: number, from: number, size: number, length: number): Axis {
  const step = size / length
  const reach = step < 2 ? 1 : 2 ** Math.floor(Math.log2(Math.min(step * Math.SQRT2, side)))
  const left = (i: number) => {
    const exact = from + (i + 0.5) * step - reach / 2
    return step < 2 ? exact : Math.min(Math.max(Math.round(exact), 0), side - reach)
  }
  let taps = 1
  for (let i = 0; i < length; i++) taps = Math.max(taps, Math.ceil(left(i) + reach) - Math.floor(left(i)))
  taps = Math.min(taps, side)
  const start = new Int32Array(length)
  const weight = new Int32Array(length * taps)
  const share = new Float64Array(taps)
  for (let i = 0; i < length; i++) {
    const first = Math.floor(left(i))
    start[i] = Math.min(Math.max(first, 0), side - taps)
    share.fill(0)
    for (let j = first; j < left(i) + reach; j++) {
      const overlap = Math.min(j + 1, left(i) + reach) - Math.max(j, left(i))
      share[Math.min(Math.max(j, 0), side - 1) - start[i]] += overlap / reach
    }
    settle(share, weight, i * taps)
  }
  return { length, taps, start, weight }
}

/** Rounds shares to whole numbers that still sum to ONE: what rounding lost goes to the greatest. */
function settle(share: Float64Array, weight: Int32Array, at: number): void {
  let left = ONE
  let greatest = 0
  for (let k = 0; k < share.length; k++) {
    weight[at + k] = Math.round(share[k] * ONE)
    left -= weight[at + k]
    if (share[k] > share[greatest]) greatest = k
  }
  weight[at + greatest] += left
}
