/** Anything that senses. A camera, a sniffer, a recording and a simulated shop all look like this. */
export interface Source<T> {
  /** Stable across restarts; appears in every event that the source gives rise to. */
  readonly id: string
  /**
   * Items in capture order until `signal` aborts or a recording ends. Never retries.
   *
   * Throws SOURCE_LOST and SOURCE_REFUSED; TOOL_MISSING or MODULE_MISSING where what captures is not installed;
   * FILE_UNREADABLE, CAPTURE_MALFORMED or IMAGE_UNREADABLE where it is a recording's fault.
   */
  open(signal: AbortSignal): AsyncIterable<T>
}
