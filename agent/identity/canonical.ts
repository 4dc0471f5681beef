/** What an entry of the audit log may hold: no nesting, no number that is not whole. */
export type Flat = Readonly<Record<string, string | number | boolean>>

/** The one way to write it down: keys in order, no blanks (RFC 8785, of which flat objects of whole numbers need no more). */
export function canonical(entry: Flat): string {
  const sorted = Object.entries(entry).toSorted(([a], [b]) => (a < b ? -1 : 1))
  for (const [key, value] of sorted)
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`${key} is no whole number`)
  // Unlike an assignment, this takes a key called __proto__ for one like any other.
  return JSON.stringify(Object.fromEntries(sorted))
}
