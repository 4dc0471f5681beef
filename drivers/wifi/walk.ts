/** Alignment and size of each field of the radiotap namespace, by bit (radiotap.org, and the kernel's net/wireless/radiotap.c). */
const FIELDS: readonly (readonly [align: number, size: number])[] = [
  [8, 8], // 0 TSFT
  [1, 1], // 1 flags
  [1, 1], // 2 rate
  [2, 4], // 3 channel
  [2, 2], // 4 FHSS
  [1, 1], // 5 dBm antenna signal
  [1, 1], // 6 dBm antenna noise
  [2, 2], // 7 lock quality
  [2, 2], // 8 TX attenuation
  [2, 2], // 9 dB TX attenuation
  [1, 1], // 10 dBm TX power
  [1, 1], // 11 antenna
  [1, 1], // 12 dB antenna signal
  [1, 1], // 13 dB antenna noise
  [2, 2], // 14 RX flags
  [2, 2], // 15 TX flags
  [1, 1], // 16 RTS retries
  [1, 1], // 17 data retries
  [4, 8], // 18 XChannel
  [1, 3], // 19 MCS
  [4, 8], // 20 A-MPDU status
  [2, 12], // 21 VHT
  [8, 12], // 22 timestamp
  [2, 12], // 23 HE
  [2, 12], // 24 HE-MU
  [2, 6], // 25 HE-MU other user
  [1, 1], // 26 zero-length PSDU
  [2, 4], // 27 L-SIG
]

const NEXT_IS_RADIOTAP = 29
const NEXT_IS_VENDOR = 30
const MORE_WORDS = 31

export interface Walked {
  /** How many presence words there were. */
  readonly words: number
  /** Bytes of the header that the fields need. */
  readonly end: number
  /** A vendor's namespace was skipped, so the places hold for this header only. */
  readonly vendor: boolean
}

/**
 * Walks the fields of the radiotap header of `length` bytes at `at` in the order in which they lie and shows each one of the
 * radiotap namespace by its bit and its offset from `at`. Fields are aligned to the start of the header. A field that is not
 * known has no known size, so the walk ends there. Undefined where the header is damaged: words or fields that do not fit.
 */
export function walk(
  bytes: Uint8Array,
  at: number,
  length: number,
  visit: (bit: number, offset: number) => void,
): Walked | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, length)
  let words = 1
  while (4 + 4 * words <= length && view.getUint8(4 * words + 3) & 0x80) words++
  let offset = 4 + 4 * words
  if (offset > length) return undefined

  let known = true
  let vendor = false
  for (let word = 0, base = 0; word < words; word++) {
    const present = view.getUint32(4 + 4 * word, true)
    for (let low = 0; low < NEXT_IS_RADIOTAP && known; low++) {
      if (((present >>> low) & 1) === 0) continue
      const field = FIELDS[base + low]
      if (field === undefined) return { words, end: offset, vendor }
      const [align, size] = field
      offset = (offset + align - 1) & -align
      if (offset + size > length) return undefined
      visit(base + low, offset)
      offset += size
    }
    base += MORE_WORDS + 1
    if ((present >>> NEXT_IS_VENDOR) & 1) {
      // Three bytes of the vendor's OUI, one of its namespace, two of the length of all that follows in it.
      offset = (offset + 1) & -2
      if (offset + 6 > length) return undefined
      offset += 6 + view.getUint16(offset + 4, true)
      if (offset > length) return undefined
      known = false
      vendor = true
    } else if ((present >>> NEXT_IS_RADIOTAP) & 1) {
      known = true
      base = 0
    }
  }
  return { words, end: offset, vendor }
}
