/**
 * 802.11 frames in capture order, as flat columns over one block of bytes, so that a million a second cost no object each.
 *
 *     bytes   … [frame 0 ········] … [frame 1 ·····] …      (radiotap header already taken off, FCS too where it was there)
 *                ^ start[0]           ^ start[1]
 */
export interface FrameBatch {
  readonly bytes: Uint8Array
  /** How many of the columns below are in use. The batch is valid until the next one is asked for. */
  count: number
  /** Offset of the first byte of the 802.11 header. */
  readonly start: Uint32Array
  /** Captured bytes from `start`; at least 10, the shortest frame there is. */
  readonly length: Uint32Array
  /** Milliseconds since the epoch. */
  readonly atMs: Float64Array
  /** Received signal, dBm; 0 where the driver did not tell. Of several antennas the first that the driver names. */
  readonly rssi: Int8Array
  /** Centre frequency, MHz; 0 where the driver did not tell. */
  readonly mhz: Uint16Array
  /** Frames since the last batch that were too damaged to hand on, those with a wrong checksum among them. */
  malformed: number
  /** The capture broke off in the middle of a record. Only the last batch can say so; it may have no frames. */
  truncated: boolean
}

/** An empty batch over `bytes` with room for `capacity` frames. */
export function emptyBatch(bytes: Uint8Array, capacity: number): FrameBatch {
  return {
    bytes,
    count: 0,
    start: new Uint32Array(capacity),
    length: new Uint32Array(capacity),
    atMs: new Float64Array(capacity),
    rssi: new Int8Array(capacity),
    mhz: new Uint16Array(capacity),
    malformed: 0,
    truncated: false,
  }
}

/** The batch itself, its times moved on. */
export function later(batch: FrameBatch, byMs: number): FrameBatch {
  if (byMs !== 0) for (let row = 0; row < batch.count; row++) batch.atMs[row] += byMs
  return batch
}
