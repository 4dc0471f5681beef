import type { Purpose } from '../../../config/identity.ts'
import type { Ms } from '../../../config/units.ts'
import { TYPES } from '../claims.ts'
import { type Consent, verifyConsent } from '../consent.ts'
import { Authorisation, type Gate } from '../gate.ts'
import { takeIn } from '../intake.ts'
import { openSession } from '../kiosk.ts'
import type { Ledger } from '../ledger.ts'
import { permitOfKiosk } from '../permit.ts'
import type { DecisionReason, TokenReason } from '../reason.ts'
import { typeOf } from '../token.ts'

/** Where somebody wants to enrol, and under what the shop stands. */
export interface Kiosk {
  readonly id: string
  readonly kioskMs: Ms
  readonly purposes: readonly Purpose[]
}

/** A member who may be looked at before a kiosk now. */
export interface Admitted {
  readonly consent: Consent
  readonly given: Authorisation
}

/**
 * Lets a member before the camera: first the consent, which is taken into the ledger, then a session at the kiosk in the name of that
 * consent, and last the gate. A consent that is there already may be shown again, for a new template.
 */
export async function admit(
  token: string,
  ledger: Ledger,
  gate: Gate,
  { id, kioskMs, purposes }: Kiosk,
  nowMs: Ms,
): Promise<Admitted | { readonly refused: TokenReason | DecisionReason }> {
  const text = token.trim()
  const made = await verifyConsent(text, ledger.trust, nowMs)
  const isKnown = 'consent' in made && ledger.one(made.consent.receipt)?.token === text
  const kind = typeOf(text)
  // A withdrawal that is shown here by mistake is not carried out.
  if (kind !== undefined && kind !== TYPES.consent) return { refused: 'wrong-type' }
  if (!isKnown) {
    const taken = await takeIn(ledger, text, nowMs)
    if (taken.became === 'refused') return { refused: taken.reason }
  }
  if ('refused' in made) return made
  const { consent } = made
  const permit = permitOfKiosk(openSession(id, consent, nowMs, kioskMs)!, { sensor: id, track: 0 }, nowMs)
  const agreed = purposes.filter(purpose => consent.purposes.includes(purpose))
  let refused: DecisionReason = 'purpose-not-served'
  for (const purpose of agreed.length > 0 ? agreed : purposes) {
    const answer = await gate.ask(permit, purpose, nowMs)
    if (answer instanceof Authorisation) return { consent, given: answer }
    refused = answer.reason
  }
  return { refused }
}
