import { Fault } from '../../../config/fault.ts'
import { REQUESTS } from '../../events/requests.ts'
import type { Erased } from '../../identity/gallery/registrar.ts'
import type { Desk } from '../../publish/requests.ts'
import type { Around } from './around.ts'

/** A member wants to be erased. */
export function erasing({ books, changed }: Around): Desk {
  return {
    ...REQUESTS['member.erase'],
    serve({ member }, { atMs }) {
      const erased = books().registrar.erase(member, 'asked', atMs)
      if (!erased) throw new Fault('MEMBER_UNKNOWN', { member, file: 'the gallery' })
      changed()
      return { member, ...receiptOf(erased, atMs) }
    },
  }
}

/** What whoever was erased has in hand. */
export function receiptOf({ files, bytes }: Erased, atMs: number) {
  return { erasedAt: new Date(atMs).toISOString(), searched: { files, bytes, found: 0 } }
}
