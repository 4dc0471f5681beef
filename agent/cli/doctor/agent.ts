import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { openDoor } from '../../console/door.ts'
import { State } from '../../console/state.ts'
import type { Test } from '../../health/selftest.ts'

/** An agent that runs with the configuration, and what it says of itself. */
export interface Running {
  readonly state: State
  /** What its test of itself found. */
  readonly checks: readonly Test[]
}

/** What the system says where nobody listens. */
const NOBODY: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED'])

/** The agent that runs with the configuration; undefined where none does. @throws Fault AGENT_ABSENT, DOOR_REFUSED where one is there that does not answer us */
export async function runningWith(config: Config, file: string): Promise<Running | undefined> {
  const door = openDoor(config, file)
  try {
    const state = State.parse(await door.get('/state'))
    const { checks } = (await door.post('/selftest')) as { readonly checks: readonly Test[] }
    return { state, checks }
  } catch (thrown) {
    const code = String((thrown as { cause?: { code?: unknown } }).cause?.code)
    if (thrown instanceof Fault && thrown.code === 'AGENT_ABSENT' && NOBODY.has(code)) return undefined
    throw thrown
  }
}
