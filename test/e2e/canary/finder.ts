/** Bits of a table that nearly every place of what is searched falls through: eight bytes decide. */
const BITS = 22
const START = 8
/** A number of its own for each byte. Shifted by four bits with each byte that follows, it is gone from 32 bits after {@link START} of them. */
const GEAR = Int32Array.from({ length: 256 }, (_, byte) => {
  const mixed = Math.imul(byte + 1, 0x9e3779b1)
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b)
})
const AGE = 32 / START
const SHORTEST = 16
/** What begins with fewer different bytes is found all over the place. */
const VARIED = 4
/** Most of the memory of a process was never written to, or was wiped. */
const EMPTY = Buffer.alloc(4096)

interface Needle {
  readonly name: string
  readonly bytes: Buffer
}

/**
 * Looks for many needles at once. Each is known by its first eight bytes, so that a place that begins none of them costs a few
 * instructions, however many there are.
 */
export class Finder {
  /** A bit for each slot: half a megabyte, which stays near the processor. */
  readonly #table = new Int32Array(1 << (BITS - 5))
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
    const start = bytes.subarray(0, START).reduce(then, 0) >>> (32 - BITS)
    this.#needles.set(start, [...(this.#needles.get(start) ?? []), { name, bytes }])
    this.#table[start >>> 5] |= 1 << (start & 31)
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
    let last = 0
    for (let from = 0; from < bytes.length; from += EMPTY.length) {
      const next = Math.min(from + EMPTY.length, bytes.length)
      const isEmpty = bytes.compare(EMPTY, 0, next - from, from, next) === 0
      // In a page of zeros begins nothing, but the start of what began before it may reach into it.
      const to = isEmpty ? Math.min(from + START - 1, next) : next
      for (let i = from; i < to; i++) {
        last = then(last, bytes[i])
        const start = last >>> (32 - BITS)
        if (((table[start >>> 5] >>> (start & 31)) & 1) === 0 || i < START - 1) continue
        for (const needle of this.#needles.get(start)!)
          if (isAt(bytes, i + 1 - START, needle.bytes)) found.add(needle.name)
      }
      if (isEmpty) last = NOTHING
    }
  }
}

/** What the last {@link START} bytes come to, from what they came to before this one: a rolling hash, as of FastCDC (Xia et al., 2016). */
function then(last: number, byte: number): number {
  return ((last << AGE) + GEAR[byte]) | 0
}

const NOTHING = EMPTY.subarray(0, START).reduce(then, 0)

function isAt(bytes: Buffer, at: number, needle: Buffer): boolean {
  if (at + needle.length > bytes.length) return false
  for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false
  return true
}
