/** Why a token counts for nothing, in the order in which it is found out. */
export const TOKEN_REASONS = [
  'malformed',
  'wrong-type',
  'wrong-algorithm',
  'unknown-key',
  'bad-signature',
  'wrong-issuer',
  'wrong-audience',
  'key-out-of-time',
  'not-yet-valid',
  'expired',
  'runs-too-long',
  'replayed',
  'superseded',
] as const
export type TokenReason = (typeof TOKEN_REASONS)[number]

/** Why nobody may be recognised: first what bars everybody, then the permit, then the consent. */
export const DECISION_REASONS = [
  'recognition-off',
  'jurisdiction-unset',
  'jurisdiction-forbids',
  'purpose-not-served',
  'no-permit',
  'permit-forged',
  'permit-not-yet-valid',
  'permit-expired',
  'signal-not-enough',
  'no-consent',
  'consent-unverified',
  'consent-of-another',
  'consent-withdrawn',
  'consent-revoked',
  'revocations-missing',
  'revocations-stale',
  'consent-not-yet-valid',
  'consent-expired',
  'consent-elsewhere',
  'consent-runs-too-long',
  'purpose-not-agreed',
  'release-missing',
  'guardian-missing',
  'consent-dormant',
  'ledger-unusable',
] as const
export type DecisionReason = (typeof DECISION_REASONS)[number]
