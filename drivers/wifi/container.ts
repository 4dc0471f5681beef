/** A file format that holds packets one after the other. */
export interface Container {
  /**
   * Reads the whole records between `from` and `to` and gives each to its sink. Returns where the first incomplete one begins.
   * Throws {@link Unreadable} where the bytes make no sense and no further record can be found.
   */
  read(bytes: Uint8Array, view: DataView, from: number, to: number): number
}

/** Where a container puts its packets. */
export interface Sink {
  /** A packet of `captured` bytes at `at`, `original` on the air, whose last `fcs` of those are a checksum; 0 where not known. */
  packet(at: number, captured: number, original: number, atMs: number, link: number, fcs: number): void
  /** A packet too damaged to be handed on. */
  malformed(): void
}

/** Packets above this are taken for damage, as libpcap does (MAXIMUM_SNAPLEN). */
export const MAX_PACKET = 262_144

/** The bytes at `at` cannot be what the format allows there. */
export class Unreadable extends Error {
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}
