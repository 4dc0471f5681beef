/** Anything that senses. A camera, a sniffer, a recording and a simulated shop all look like this. */
export interface Source<T> {
  /** Stable across restarts; appears in every event that the source gives rise to. */
  readonly id: string
  /** Items in capture order until `signal` aborts or a recording ends. Throws SOURCE_LOST or SOURCE_REFUSED; never retries. */
  open(signal: AbortSignal): AsyncIterable<T>
}
