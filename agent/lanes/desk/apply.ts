import { examineConfig } from '../../../config/load.ts'
import { putInForce } from '../../../config/staged.ts'
import { REQUESTS } from '../../events/requests.ts'
import type { Desk } from '../../publish/requests.ts'
import type { ConfigFile } from './file.ts'

/** What was staged comes into force. */
export function applying({ path, restart, well }: ConfigFile): Desk {
  return {
    ...REQUESTS['config.apply'],
    serve({ digest }) {
      // Somebody wrote it by hand since the agent began with it: that is nothing to return to.
      const isBroken = 'mistakes' in examineConfig(path)
      const put = putInForce(path, digest, { isBroken, ...(well && { well: well() }) })
      // Asked are those who wait for an answer first, and this one is among them.
      setImmediate(restart)
      return { ...put, state: 'restarting' }
    },
  }
}
