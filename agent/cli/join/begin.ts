import { existsSync } from 'node:fs'
import type { Config } from '../../../config/config.ts'
import { examineConfig } from '../../../config/load.ts'
import { digestOf, digestOfFile, putInForce, stage } from '../../../config/staged.ts'
import type { Ms } from '../../../config/units.ts'
import { openDoor } from '../../console/door.ts'
import { isExample, layDown } from '../../fleet/join.ts'
import { checked } from '../../health/check/checked.ts'
import { type Forced, force, startOf } from '../config/force.ts'

/** `laid`: it is there, and nothing stands in for it. The others are those of `config apply`. */
export type Begun = Pick<Forced, 'why'> & { readonly state: Forced['state'] | 'laid' }

/**
 * Puts the first configuration of a machine in force, on trial where there is something to go back to: by the agent that runs, so that
 * whoever stands there hears whether it holds; else by the next that starts. The simulated shop of the package is gone back to only while
 * somebody stands there: a machine that wakes without its network must not be found playing a shop.
 * @throws Fault as {@link force} does
 */
export async function begin(
  file: string,
  text: string,
  config: Config,
  how: { readonly patienceMs: Ms; readonly progress: (words: string) => void },
): Promise<Begun> {
  const former = existsSync(file) ? examineConfig(file) : undefined
  if (!former || !('config' in former) || digestOfFile(file) === digestOf(text)) {
    layDown(file, text)
    return { state: 'laid' }
  }
  const { ok } = await checked({ config }, file, Date.now())
  const isForNobody = isExample(file)
  // What lacks a password yet would be lost for that: it is put in force when somebody has laid it there.
  if (ok && (!isForNobody || (await startOf(openDoor(former.config, file))) !== undefined))
    return force(file, text, 'the first configuration', how)
  if (isForNobody) {
    layDown(file, text)
    return { state: 'laid' }
  }
  putInForce(file, stage(file, text))
  return { state: 'waiting' }
}
