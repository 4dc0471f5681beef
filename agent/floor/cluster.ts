/** Two who were hardly seen together speak no more than this against being of one group: the ends of a row walk far apart. */
const AGAINST = -0.5

/**
 * Parts `count` people into groups: from single ones, whichever two groups have the highest mean log-odds between their members
 * become one, as long as that is positive (average linkage). One doubtful pair joins no two families. Tells each one's group.
 */
export function cluster(count: number, odds: (i: number, j: number) => number): Int32Array {
  const group = Int32Array.from({ length: count }, (_, i) => i)
  const size = new Int32Array(count).fill(1)
  // Sums between groups, each group standing under its first member.
  const sum = new Float64Array(count * count)
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) sum[i * count + j] = sum[j * count + i] = Math.max(AGAINST, odds(i, j))
  for (;;) {
    let best = 0
    let a = -1
    let b = -1
    for (let i = 0; i < count; i++)
      for (let j = 0; j < i; j++) {
        const mean = sum[i * count + j] / (size[i] * size[j])
        if (size[i] > 0 && size[j] > 0 && mean > best) {
          best = mean
          a = j
          b = i
        }
      }
    if (a < 0) return group
    for (let k = 0; k < count; k++) sum[a * count + k] = sum[k * count + a] += sum[b * count + k]
    for (let k = 0; k < count; k++) if (group[k] === b) group[k] = a
    size[a] += size[b]
    size[b] = 0
  }
}
