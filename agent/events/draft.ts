import type { Ms } from '../../config/units.ts'
import type { Data, EventName } from './contract.ts'

/** An event before it has a number. */
export type Draft = { [N in EventName]: DraftOf<N> }[EventName]

export interface DraftOf<N extends EventName> {
  readonly name: N
  readonly source: string
  readonly atMs: Ms
  /** The visit, where there is one. */
  readonly subject?: string
  readonly simulated: boolean
  readonly data: Data<N>
}
