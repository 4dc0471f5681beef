import type { z } from 'zod'
import type { Ms } from '../../config/units.ts'
import type { TokenKind } from './audit.ts'
import { RevocationClaims, TYPES, WithdrawalClaims } from './claims.ts'
import { verifyConsent } from './consent.ts'
import type { Ledger } from './ledger.ts'
import type { TokenReason } from './reason.ts'
import { type Claims, MAX_LIST, MAX_TOKEN, typeOf, verifyToken } from './token.ts'

/** What became of a token that was handed in. */
export type Taken =
  | { readonly became: 'granted'; readonly receipt: string }
  | { readonly became: 'withdrawn'; readonly receipt: string }
  | { readonly became: 'listed'; readonly list: number; readonly receipts: number }
  | { readonly became: 'refused'; readonly token: TokenKind; readonly reason: TokenReason; readonly receipt?: string }

/** Takes a signed consent, a withdrawal or a list of revocations into the ledger, or refuses it; either is logged. */
export async function takeIn(ledger: Ledger, text: string, nowMs: Ms): Promise<Taken> {
  const taken = await one(ledger, text.trim(), nowMs)
  if (taken.became === 'refused') {
    const { became: _, ...refusal } = taken
    ledger.atomically(() => ledger.log({ kind: 'token-refused', atMs: nowMs, ...refusal }))
  }
  return taken
}

function one(ledger: Ledger, text: string, nowMs: Ms): Promise<Taken> | Taken {
  switch (typeOf(text)) {
    case TYPES.consent:
      return grant(ledger, text, nowMs)
    case TYPES.withdrawal:
      return withdraw(ledger, text, nowMs)
    case TYPES.revocations:
      return list(ledger, text, nowMs)
    case undefined:
      return { became: 'refused', token: 'unknown', reason: 'malformed' }
    default:
      return { became: 'refused', token: 'unknown', reason: 'wrong-type' }
  }
}

async function grant(ledger: Ledger, text: string, nowMs: Ms): Promise<Taken> {
  const made = await verifyConsent(text, ledger.trust, nowMs)
  if ('refused' in made) return { became: 'refused', token: 'consent', reason: made.refused }
  const { consent } = made
  return ledger.atomically((): Taken => {
    const { receipt, member, issuedMs } = consent
    const refused = (reason: TokenReason): Taken => ({ became: 'refused', token: 'consent', reason, receipt })
    if (ledger.one(receipt)) return refused('replayed')
    // What a member took back is not given again by an older paper that turns up.
    if (ledger.isWithdrawn(receipt)) return refused('superseded')
    if (issuedMs <= (ledger.lastWithdrawalMs(member) ?? -1)) return refused('superseded')
    if (issuedMs < (ledger.newestOf(member)?.issuedMs ?? 0)) return refused('superseded')
    ledger.add(consent, text, nowMs)
    return { became: 'granted', receipt }
  })
}

async function withdraw(ledger: Ledger, text: string, nowMs: Ms): Promise<Taken> {
  const verified = await verify(ledger, text, TYPES.withdrawal, WithdrawalClaims, nowMs)
  if ('refused' in verified) return { became: 'refused', token: 'withdrawal', reason: verified.refused }
  const { receipt } = verified.claims
  if (ledger.withdraw(receipt, 'issuer', nowMs)) return { became: 'withdrawn', receipt }
  return { became: 'refused', token: 'withdrawal', reason: 'replayed', receipt }
}

async function list(ledger: Ledger, text: string, nowMs: Ms): Promise<Taken> {
  const verified = await verify(ledger, text, TYPES.revocations, RevocationClaims, nowMs)
  if ('refused' in verified) return { became: 'refused', token: 'revocations', reason: verified.refused }
  const { sequence, receipts, iat } = verified.claims
  return ledger.atomically((): Taken => {
    const last = ledger.list
    // An old list in place of the new one would bring the revoked back; one that is not newer brings nothing.
    if (last && sequence <= last.sequence)
      return { became: 'refused', token: 'revocations', reason: sequence === last.sequence ? 'replayed' : 'superseded' }
    if (last && iat * 1000 < last.issuedMs) return { became: 'refused', token: 'revocations', reason: 'superseded' }
    ledger.addList(sequence, iat * 1000, receipts, nowMs)
    return { became: 'listed', list: sequence, receipts: receipts.length }
  })
}

function verify<C extends Claims>(ledger: Ledger, text: string, type: string, schema: z.ZodType<C>, nowMs: Ms) {
  const longest = type === TYPES.revocations ? MAX_LIST : MAX_TOKEN
  return verifyToken(text, { ...ledger.trust, type, longest }, schema, nowMs)
}
