/** The retained word on whether the agent is there. `offline` is its last will: nobody said good-bye. */
export interface Status {
  readonly state: 'online' | 'offline' | 'stopped'
  readonly epoch: number
  readonly version: string
  readonly simulated: boolean
}

/** Where it stands, retained. */
export function statusTopic(source: string): string {
  return `aisle/v1${source}/status`
}
