import type { Config } from '../../../config/config.ts'
import type { Ms } from '../../../config/units.ts'
import type { Pulse } from '../../health/pulse.ts'
import type { Outbox } from '../../publish/outbox.ts'
import type { Store } from '../../store/store.ts'
import type { ConfigFile } from './file.ts'

/** The agent, as those see it who serve at its desk. */
export interface Here {
  readonly config: Config
  readonly store: Store
  readonly outbox: Pick<Outbox, 'waiting' | 'dropped' | 'epoch' | 'replay'>
  readonly pulse: Pulse
  /** When the agent was started, by the clock that is never set (`performance.now`). */
  readonly sinceMs: Ms
  readonly file?: ConfigFile
}
