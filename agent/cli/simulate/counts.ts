import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** What a fleet counts, all stores together; of each phase the difference is told. */
export class Counts {
  /** Connections that were asked for, that the broker let in, that it refused, and that failed on the way. */
  asked = 0
  opened = 0
  refused = 0
  failed = 0
  /** Stores that the broker has let in and that said so. */
  online = 0
  /** Events that happened, that were sent (again, too), and that the broker acknowledged. */
  told = 0
  sent = 0
  taken = 0
  /** Of topics and events, acknowledged ones. */
  bytes = 0
  /** Events that came to a listener, each time. */
  heard = 0
  /** Wills and farewells that listeners heard, and words that a store is there. */
  statusGone = 0
  statusHere = 0
  /** Why connections failed or were refused, in words. */
  readonly why = new Map<string, number>()

  blame(why: string): void {
    this.why.set(why, (this.why.get(why) ?? 0) + 1)
  }
}

/** Times of one phase, milliseconds. */
export class Times {
  /** From asking for a connection until the broker has let us in: TCP, TLS and MQTT. */
  readonly open = createHistogram()
  /** From sending an event to its acknowledgement. */
  readonly taken = createHistogram()
  /** From the time that an event bears until a listener has it. */
  readonly heard = createHistogram()
}

/** Takes a time of 0 or less, as of a clock that was set, for none at all; the histogram takes no 0. */
export function record(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.max(1, Math.round(ms)))
}
