import type { Config } from '../../../config/config.ts'
import type { Ms } from '../../../config/units.ts'
import { glance } from '../../moments/keeper.ts'
import { atRest } from '../../moments/rest.ts'
import { advised } from './advice.ts'
import { doubtful, type Found, passed } from './hop.ts'

/** What the advice on moments has learned, and whether it rests. */
export function learned(config: Config, nowMs: Ms): Found {
  const known = glance(config, nowMs)
  switch (known.state) {
    case 'none':
      return passed('nothing is learned yet')
    case 'unreadable':
      return doubtful(
        `what was learned cannot be read: ${known.why}`,
        'Ask as the user of the agent, or look at the folder of outbox.path and its permissions.',
      )
    case 'unfit':
      return doubtful(
        `what was learned cannot be used: ${known.why}`,
        'The agent sets it aside at its next start and learns anew; if it was changed by nobody, check the disk (smartctl, dmesg).',
      )
    case 'learned': {
      if (known.restsUntilMs === undefined) return passed(`learned from ${known.outcomes} outcomes`)
      const { what, next = '' } = advised(atRest(known.restsUntilMs).message)
      return doubtful(what, next)
    }
  }
}
