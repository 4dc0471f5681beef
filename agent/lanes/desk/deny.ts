import { Fault } from '../../../config/fault.ts'
import type { Identity } from '../../../config/identity.ts'
import { REQUESTS } from '../../events/requests.ts'
import type { Desk } from '../../publish/requests.ts'
import type { Around } from './around.ts'

/** "That was not me", or "that was not them", says the member or somebody of the staff. */
export function denying({ books, changed }: Around, { subscribers }: Identity): Desk {
  const audiences = subscribers.map(({ id }) => id)
  return {
    ...REQUESTS['member.not-me'],
    serve({ recognition, by }, { atMs }) {
      const became = books().registrar.retract(recognition, by as 'member' | 'staff', audiences, atMs)
      if (became === 'unknown') throw new Fault('RECOGNITION_UNKNOWN', { recognition })
      changed()
      return { recognition, isNews: became === 'retracted' }
    },
  }
}
