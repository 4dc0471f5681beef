export type Phase = 'connect' | 'steady' | 'outage' | 'return' | 'closing'

/** Milliseconds; null where there was nothing to measure. */
export type Spread = { readonly p50: number; readonly p99: number; readonly max: number } | null

/** What one phase came to. Rates are of a second; a peak is the highest of one second. */
export interface Figures {
  readonly phase: Phase
  readonly seconds: number
  readonly connections: {
    readonly asked: number
    readonly opened: number
    readonly refused: number
    readonly failed: number
    readonly rate: number
    readonly peak: number
    /** From asking until the broker let it in: TCP, TLS, MQTT. */
    readonly ms: Spread
  }
  /** Stores at its end. */
  readonly online: number
  readonly events: {
    readonly told: number
    readonly acknowledged: number
    readonly heard: number
    readonly inRate: number
    readonly inPeak: number
    readonly outRate: number
    readonly outPeak: number
    readonly inBytesRate: number
  }
  /** From sending to the broker's acknowledgement. */
  readonly acknowledgedMs: Spread
  /** From the time that the event bears until a listener had it. */
  readonly heardMs: Spread
  /** Events not acknowledged at its end. */
  readonly waiting: number
  /** Null where no process was named, or it is gone. */
  readonly broker: Used | null
  /** `busyPercent`: share of the time in which this program's one thread had something to do. */
  readonly own: Used & { readonly busyPercent: number }
}

/** What processes used of the machine: `cpuPercent` of one core, or the same as a time. */
export interface Used {
  readonly cpuPercent: number
  readonly cpuSeconds: number
  readonly residentMegabytes: number
}

/** How one second went. */
export interface Second {
  readonly phase: Phase
  readonly seconds: number
  readonly online: number
  readonly opened: number
  readonly taken: number
  readonly heard: number
  readonly waiting: number
  /** Connections that did not come about, from the beginning. */
  readonly failures: number
  readonly broker: { readonly cpuPercent: number; readonly residentMegabytes: number } | undefined
}
