import { Fault } from '../../../config/fault.ts'
import type { Identity } from '../../../config/identity.ts'
import { REQUESTS } from '../../events/requests.ts'
import type { Desk } from '../../publish/requests.ts'
import type { Members } from '../members.ts'
import type { Welcome } from '../welcome.ts'

export interface Greeting {
  readonly members: Pick<Members, 'greet'>
  readonly welcome: Pick<Welcome, 'before' | 'reliefs'>
}

/**
 * A member showed their code to a kiosk that has a reader of its own, and may be recognised by its camera. The session is that of
 * whoever stands there, nearer than anybody else; of two nobody can say which it is, and the code is good for another try.
 */
export function greeting({ kiosks }: Identity, { members, welcome }: Greeting): Desk {
  return {
    ...REQUESTS['member.recognise'],
    async serve({ kiosk: id, token }, { atMs }) {
      const kiosk = kiosks.find(one => one.id === id)
      if (!kiosk) throw new Fault('KIOSK_UNKNOWN', { kiosk: id })
      const bearer = welcome.before(kiosk.camera)
      if (typeof bearer === 'string') throw new Fault('KIOSK_UNCLEAR', { kiosk: id, who: bearer })
      const answer = await members.greet(id, token, bearer, atMs)
      if ('refused' in answer) throw new Fault('SESSION_REFUSED', { why: answer.refused })
      return { kiosk: id, until: new Date(answer.untilMs).toISOString() }
    },
  }
}
