import type { Config } from '../../../config/config.ts'
import { isSimulated } from '../../../config/simulation.ts'
import type { Ms } from '../../../config/units.ts'
import { glance, knowledgeFile } from '../../moments/keeper.ts'
import { atRest } from '../../moments/rest.ts'
import { advised } from './advice.ts'
import { doubtful, type Found, passed } from './hop.ts'

/** What the advice on moments has learned, and whether it gives any. */
export function learned(config: Config, nowMs: Ms): Found {
  const file = knowledgeFile(config.outbox.path, isSimulated(config))
  const known = glance(
    file,
    config.touchpoints.map(({ id }) => id),
    nowMs,
  )
  if (known.state === 'unfit')
    return doubtful(
      `${file}: ${known.why}`,
      'The agent sets it aside at its next start and learns anew; if it was changed by nobody, check the disk (smartctl, dmesg).',
    )
  if (known.state === 'learned' && known.restsUntilMs !== undefined) {
    const { what, next = '' } = advised(atRest(known.restsUntilMs).message)
    return doubtful(what, next)
  }
  return passed(known.state === 'none' ? 'nothing is learned yet' : `learned from ${known.outcomes} outcomes`)
}
