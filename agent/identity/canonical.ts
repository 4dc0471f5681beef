/** What an entry of the audit log may hold: no nesting, no number that is not whole. */
export type Flat = Readonly<Record<string, string | number | boolean>>

/** The one way to write it down: keys in order, no blanks (RFC 8785, of which flat objects of whole numbers need no more). */
export function canonical(entry: Flat): string {
  const sorted: Record<string, string | number | boolean> = {}
  for (const key of Object.keys(entry).toSorted()) {
    const value = entry[key]
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`${key} is no whole number`)
    sorted[key] = value
  }
  return JSON.stringify(sorted)
}
