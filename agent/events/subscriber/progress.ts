/** How far a subscriber has come in one stream: everything through this event was handled. */
export interface Position {
  /** Of the agent, `/{tenant}/{store}/{agent}`. */
  readonly source: string
  /** `''` is the stream for everybody; the other one bears the subscriber's name. */
  readonly stream: string
  /** Id of an event. */
  readonly through: string
}

/**
 * Where a subscriber keeps how far it has come. Where handlers write into the same database, with the `tx` that they are given, each event
 * takes effect exactly once, whenever the power goes; otherwise the last few may be handled again.
 */
export interface Progress<T> {
  load(): Iterable<Position> | Promise<Iterable<Position>>
  /**
   * Does the work and stores the position: both, or neither and throws. May be called for several streams at one time. Where `work` is
   * given how far the stream had come, as it stands in the same transaction, it does nothing again: what was committed though nobody heard
   * so, or what another process of the same name has done. It resolves with whether the position is beyond that, and to be stored.
   */
  commit(position: Position, work: (tx: T, stored?: string) => Promise<boolean>): Promise<unknown>
  /** The subscriber has stopped. */
  close?(): unknown
}
