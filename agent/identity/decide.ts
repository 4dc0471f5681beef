import type { Purpose } from '../../config/identity.ts'
import { capOf, type Jurisdiction, type Level, PACKS, rank } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import { type Consent, isConsent } from './consent.ts'
import { isPermit, type Permit } from './permit.ts'
import type { DecisionReason } from './reason.ts'
import { SKEW_MS } from './token.ts'

const DAY_MS: Ms = 86_400_000

/** What is known of a member's consent besides what it says. */
export interface Standing {
  /** `unverified`: there is one, but its signature counts no longer. */
  readonly consent: Consent | 'unverified' | undefined
  readonly isWithdrawn: boolean
  readonly isRevoked: boolean
  /** When the newest list of revoked consents was signed. */
  readonly revocationsMs: Ms | undefined
  /** When the member was last dealt with; at the latest when they agreed. */
  readonly lastMs: Ms | undefined
}

/** Nobody of whom anything is known. */
export const NOBODY: Standing = {
  consent: undefined,
  isWithdrawn: false,
  isRevoked: false,
  revocationsMs: undefined,
  lastMs: undefined,
}

/** Under what the shop stands. */
export interface Law {
  /** The level in force, which the ratchet and the cap of the place have let through. */
  readonly level: Level
  readonly jurisdiction: Jurisdiction | undefined
  readonly purposes: readonly Purpose[]
  readonly staleMs: Ms
}

export type Answer =
  | { readonly allowed: true; readonly member: string; readonly receipt: string; readonly untilMs: Ms }
  | { readonly allowed: false; readonly reason: DecisionReason }

/**
 * Whether the bearer of a permit may be recognised as this member, for this purpose, now. The answer is no unless everything
 * speaks for yes; comparisons are written so that a time that is no number says no too. Pure.
 */
export function decide(permit: Permit | undefined, standing: Standing, purpose: Purpose, law: Law, nowMs: Ms): Answer {
  const reason =
    barred(purpose, law) ?? unpermitted(permit, law, nowMs) ?? unagreed(permit!.member, standing, purpose, law, nowMs)
  if (reason) return { allowed: false, reason }
  const { member, receipt, expiresMs } = standing.consent as Consent
  const staleMs = standing.revocationsMs! + law.staleMs
  const dormantMs = standing.lastMs! + PACKS[law.jurisdiction!].dormantDays.value * DAY_MS
  return { allowed: true, member, receipt, untilMs: Math.min(permit!.untilMs, expiresMs, staleMs, dormantMs) }
}

/** Whether whoever was recognised as a member would be so still, were they asked now: what they agreed to holds. Pure. */
export function stands(standing: Standing, purpose: Purpose, law: Law, nowMs: Ms): boolean {
  return (barred(purpose, law) ?? unagreed(undefined, standing, purpose, law, nowMs)) === undefined
}

/** What bars everybody. */
function barred(purpose: Purpose, { level, jurisdiction, purposes }: Law): DecisionReason | undefined {
  if (level !== 'members') return 'recognition-off'
  if (jurisdiction === undefined || !Object.hasOwn(PACKS, jurisdiction)) return 'jurisdiction-unset'
  if (rank(capOf(jurisdiction)) < rank('members')) return 'jurisdiction-forbids'
  if (!purposes.includes(purpose)) return 'purpose-not-served'
  return undefined
}

function unpermitted(permit: Permit | undefined, { jurisdiction }: Law, nowMs: Ms): DecisionReason | undefined {
  if (permit === undefined) return 'no-permit'
  if (!isPermit(permit)) return 'permit-forged'
  if (!(permit.fromMs <= nowMs)) return 'permit-not-yet-valid'
  if (!(nowMs < permit.untilMs)) return 'permit-expired'
  if (!PACKS[jurisdiction!].signals.value.includes(permit.signal)) return 'signal-not-enough'
  return undefined
}

/** `named`: whom the permit names, where it names one. */
function unagreed(
  named: string | undefined,
  { consent, isWithdrawn, isRevoked, revocationsMs, lastMs }: Standing,
  purpose: Purpose,
  { jurisdiction, staleMs }: Law,
  nowMs: Ms,
): DecisionReason | undefined {
  const pack = PACKS[jurisdiction!]
  if (consent === undefined) return 'no-consent'
  if (!isConsent(consent)) return 'consent-unverified'
  if (named !== undefined && named !== consent.member) return 'consent-of-another'
  if (isWithdrawn) return 'consent-withdrawn'
  if (isRevoked) return 'consent-revoked'
  if (revocationsMs === undefined) return 'revocations-missing'
  // Where it is of later than now the clock is behind, and nobody can say how old the list is, nor what is over.
  if (!(nowMs < revocationsMs + staleMs && revocationsMs <= nowMs + SKEW_MS)) return 'revocations-stale'
  if (!(consent.issuedMs <= nowMs)) return 'consent-not-yet-valid'
  if (!(nowMs < consent.expiresMs)) return 'consent-expired'
  if (consent.jurisdiction !== jurisdiction) return 'consent-elsewhere'
  if (!(consent.expiresMs - consent.issuedMs <= pack.maxValidityDays.value * DAY_MS)) return 'consent-runs-too-long'
  if (!consent.purposes.includes(purpose)) return 'purpose-not-agreed'
  if (pack.writtenRelease.value && consent.method !== 'written') return 'release-missing'
  const isOfAge = consent.ageOver !== undefined && consent.ageOver >= pack.guardianBelowYears.value
  if (!isOfAge && consent.guardian === undefined) return 'guardian-missing'
  if (lastMs === undefined || !(nowMs < lastMs + pack.dormantDays.value * DAY_MS)) return 'consent-dormant'
  return undefined
}
