/** Bits of a table that nearly every place of what is searched falls through: eight bytes decide. */
const BITS = 22
const START = 8
const SHORTEST = 16
/** What begins with fewer different bytes is found all over the place. */
const VARIED = 4

interface Needle {
  readonly name: string
  readonly bytes: Buffer
}

/**
 * Looks for many needles at once. Each is known by its first eight bytes, so that a place that begins none of them costs a few
 * instructions, however many there are.
 */
export class Finder {
  readonly #table = new Uint8Array(1 << BITS)
  readonly #needles = new Map<number, Needle[]>()
  #longest = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  /** What is short, or of hardly any different bytes, would be found by chance: it is left out. */
  add(name: string, whole: Buffer): void {
    let from = 0
    while (from + SHORTEST <= whole.length && new Set(whole.subarray(from, from + START)).size < VARIED) from++
    const bytes = whole.subarray(from)
    if (bytes.length < SHORTEST) return
    const start = slot(bytes.readInt32LE(0), bytes.readInt32LE(4))
    this.#needles.set(start, [...(this.#needles.get(start) ?? []), { name, bytes }])
    this.#table[start] = 1
    this.#longest = Math.max(this.#longest, bytes.length)
    this.#count++
  }

  /** Names of what is in it. */
  search(parts: Iterable<Buffer>): Set<string> {
    const found = new Set<string>()
    let before = Buffer.alloc(0)
    for (const part of parts) {
      // What is cut in two by the end of a part is looked for again in front of the next.
      if (before.length > 0) this.#scan(Buffer.concat([before, part.subarray(0, this.#longest)]), found)
      this.#scan(part, found)
      before = Buffer.from(part.subarray(Math.max(part.length - this.#longest, 0)))
    }
    return found
  }

  #scan(bytes: Buffer, found: Set<string>): void {
    const table = this.#table
    let [low, high] = [0, 0]
    for (let i = 0, at = 1 - START; i < bytes.length; i++, at++) {
      low = (low >>> 8) | (high << 24)
      high = (high >>> 8) | (bytes[i] << 24)
      const start = slot(low, high)
      if (table[start] === 0 || at < 0) continue
      for (const needle of this.#needles.get(start)!) if (isAt(bytes, at, needle.bytes)) found.add(needle.name)
    }
  }
}

function slot(low: number, high: number): number {
  return (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - BITS)
}

function isAt(bytes: Buffer, at: number, needle: Buffer): boolean {
  if (at + needle.length > bytes.length) return false
  for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false
  return true
}
