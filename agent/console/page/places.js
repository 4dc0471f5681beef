/**
 * Who stands where in a list of which nobody may jump under a finger: whoever has a place keeps it, and places that are free are taken in
 * the order of who wants one. Pure.
 * @param {readonly (string | undefined)[]} were what stood in each place
 * @param {readonly string[]} wanted first of all who matters most
 * @param {number} most so many places there are
 * @returns {(string | undefined)[]}
 */
export function places(were, wanted, most) {
  const next = were.slice(0, most).map(key => (key !== undefined && wanted.includes(key) ? key : undefined))
  for (const key of wanted) {
    if (next.includes(key)) continue
    const free = next.indexOf(undefined)
    if (free >= 0) next[free] = key
    else if (next.length < most) next.push(key)
    else break
  }
  while (next.length > 0 && next.at(-1) === undefined) next.pop()
  return next
}
