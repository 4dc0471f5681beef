import { Fault } from '../../../config/fault.ts'
import { REQUESTS } from '../../events/requests.ts'
import { TYPES } from '../../identity/claims.ts'
import type { Erased } from '../../identity/gallery/registrar.ts'
import { takeIn } from '../../identity/intake.ts'
import { typeOf } from '../../identity/token.ts'
import type { Desk } from '../../publish/requests.ts'
import type { Around } from './around.ts'
import { receiptOf } from './erase.ts'

/**
 * A consent is taken back: by its number, by the pseudonym of the member, or by a withdrawal that the issuer signed. It counts no more
 * from the moment of the answer, and what was kept by it is erased.
 */
export function withdrawing(around: Around): Desk {
  const { ledger, changed } = around
  return {
    ...REQUESTS['consent.withdraw'],
    async serve({ receipt, member, token }, { atMs }) {
      const taken = token === undefined ? ask(receipt, member, atMs) : await signed(token, atMs)
      const whose = ledger.one(taken.receipt)?.member
      const erased = whose === undefined ? undefined : await enforced(around, whose, atMs)
      changed()
      return { ...taken, ...(erased && receiptOf(erased, atMs)) }
    },
  }

  function ask(receipt: string | undefined, member: string | undefined, atMs: number) {
    const kept = receipt === undefined ? ledger.newestOf(member!) : ledger.one(receipt)
    if (!kept)
      throw new Fault('CONSENT_UNKNOWN', { receipt: receipt ?? `of ${member}`, file: 'the ledger of this shop' })
    return { receipt: kept.receipt, isNews: ledger.withdraw(kept.receipt, 'member', atMs) }
  }

  async function signed(token: string, atMs: number) {
    if (typeOf(token) !== TYPES.withdrawal) throw new Fault('TOKEN_REFUSED', { why: 'it is no withdrawal' })
    const taken = await takeIn(ledger, token, atMs)
    if (taken.became === 'withdrawn') return { receipt: taken.receipt, isNews: true }
    if (taken.became === 'refused' && taken.reason === 'replayed' && taken.receipt !== undefined)
      return { receipt: taken.receipt, isNews: false }
    throw new Fault('TOKEN_REFUSED', { why: taken.became === 'refused' ? taken.reason : taken.became })
  }
}

/** Erases a member where that is due. What stands in the way is seen to later: the withdrawal holds. */
async function enforced({ books, hasGallery }: Around, member: string, atMs: number): Promise<Erased | undefined> {
  if (!hasGallery()) return undefined
  try {
    return await books().registrar.enforce(member, atMs)
  } catch (thrown) {
    if (thrown instanceof Fault) return undefined
    throw thrown
  }
}
