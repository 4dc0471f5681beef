/** What is known of each two people. */
export interface Bonds {
  /** Whether they were ever there at one time; otherwise nothing is known of the two. */
  met(i: number, j: number): boolean
  /** Log-odds of their being companions. */
  odds(i: number, j: number): number
  /** What only their ways say: the ends of a row walk far apart, but as the others do. */
  motion(i: number, j: number): number
}

/**
 * Parts `count` people into groups: from single ones, whichever two groups hold the pair with the highest log-odds become one, as
 * long as these are positive (single linkage) and the ways of the one's people go with those of the other's, on average over all
 * who met: people in a group keep to their neighbours (Zanlungo, Ikeda & Kanda 2014), and nobody goes against the others. Tells
 * each one's group.
 */
export function cluster(count: number, { met, odds, motion }: Bonds): Int32Array {
  const group = Int32Array.from({ length: count }, (_, i) => i)
  // Between groups, each group standing under its first member.
  const best = new Float64Array(count * count).fill(Number.NEGATIVE_INFINITY)
  const ways = new Float64Array(count * count)
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      if (!met(i, j)) continue
      best[i * count + j] = best[j * count + i] = odds(i, j)
      ways[i * count + j] = ways[j * count + i] = motion(i, j)
    }
  for (;;) {
    let most = 0
    let a = -1
    let b = -1
    for (let i = 0; i < count; i++)
      for (let j = 0; j < i; j++) {
        const at = i * count + j
        if (group[i] !== i || group[j] !== j || best[at] <= most || ways[at] <= 0) continue
        most = best[at]
        a = j
        b = i
      }
    if (a < 0) return group
    for (let k = 0; k < count; k++) {
      best[a * count + k] = best[k * count + a] = Math.max(best[a * count + k], best[b * count + k])
      ways[a * count + k] = ways[k * count + a] += ways[b * count + k]
    }
    for (let k = 0; k < count; k++) if (group[k] === b) group[k] = a
  }
}
