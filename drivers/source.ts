/** Anything that senses. A camera, a sniffer, a recording and a simulated shop all look like this. */
export interface Source<T> {
  /** Stable across restarts; appears in every event that the source gives rise to. */
  readonly id: string
  /**
   * Items in capture order until `signal` aborts or a recording ends. Never retries. A source that may have nothing to tell for hours
   * (a sniffer, a scanner) yields an empty item once it is open: that it can be heard again is not to wait for somebody to come.
   *
   * Throws SOURCE_LOST and SOURCE_REFUSED; TOOL_MISSING or MODULE_MISSING where what captures is not installed;
   * FILE_UNREADABLE, CAPTURE_MALFORMED or IMAGE_UNREADABLE where it is a recording's fault.
   */
  open(signal: AbortSignal): AsyncIterable<T>
}
