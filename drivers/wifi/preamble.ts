/**
 * The header that a capture driver puts in front of an 802.11 frame, by link type. `read` leaves what it found in the
 * other members, which stay until the next call.
 */
export interface Preamble {
  /** Length of the header that begins at `at`, or −1 where it is damaged or does not fit before `end`. */
  read(bytes: Uint8Array, at: number, end: number): number
  /** dBm, 0 where not told. */
  rssi: number
  /** MHz, 0 where not told. */
  mhz: number
  /** The frame ends with its four bytes of checksum. */
  fcs: boolean
  /** The radio found that checksum wrong. */
  bad: boolean
}
