import type { Config } from '../../../config/config.ts'
import { openDoor } from '../../console/door.ts'
import type { State } from '../../console/state.ts'
import { stated } from '../../console/stated.ts'
import type { Test } from '../../health/selftest.ts'
import { isAbsent } from '../absent.ts'

/** An agent that runs with the configuration, and what it says of itself. */
export interface Running {
  readonly state: State
  /** What its test of itself found. */
  readonly checks: readonly Test[]
}

/** The agent that runs with the configuration; undefined where none does. @throws Fault DOOR_LOCKED, AGENT_SILENT, DOOR_REFUSED where one is there that does not answer us */
export async function runningWith(config: Config, file: string): Promise<Running | undefined> {
  const door = openDoor(config, file)
  try {
    const state = stated(await door.get('/state'))
    const { checks } = (await door.post('/selftest')) as { readonly checks: readonly Test[] }
    return { state, checks }
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined
    throw thrown
  }
}
