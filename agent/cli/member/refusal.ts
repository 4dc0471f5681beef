import type { DecisionReason, TokenReason } from '../../identity/reason.ts'

type Why = DecisionReason | TokenReason | 'duplicate' | 'not-one-person' | 'taken-back' | 'unattested'

/** Why nobody was enrolled, where that says what to do next. */
const SENTENCES: Partial<Record<Why, string>> = {
  duplicate: 'this face is enrolled already, under another pseudonym. Whose that is is told to nobody',
  'not-one-person': 'the looks are not all of one person, or too different from each other. Try again in even light',
  unattested:
    'nothing here sees that it is no picture of somebody else that is held there: identity.enrolment wants a depth camera (identity.faceDepth), which a kiosk of the running agent may have',
  'taken-back': 'the consent was taken back meanwhile',
  'recognition-off': 'the privacy level is not members. Set privacy.level, and privacy.raiseToken signed by the owner',
  'jurisdiction-unset': 'nobody says which law the shop stands under. Set privacy.jurisdiction',
  'revocations-missing':
    'no list of revoked consents was taken in yet. Get one from the issuer, and run: aislectl consent import',
  'revocations-stale':
    'the list of revoked consents is too old, or of later than the clock of this machine shows. Look at the clock; get a new list from the issuer, and run: aislectl consent import',
  'consent-withdrawn': 'this consent was taken back, for good. The member has to agree anew',
  'consent-revoked': 'the issuer has revoked this consent. The member has to agree anew',
  'consent-elsewhere': 'the consent was given under another law than that of this shop',
  'consent-runs-too-long': 'the consent runs longer than the law of this shop allows',
  'purpose-not-agreed': 'the member has agreed to none of the purposes in identity.purposes',
  'release-missing': 'the law of this shop wants the consent in writing, and it was not',
  'guardian-missing': 'the member is not attested to be old enough, and no guardian has agreed',
  expired: 'the consent is over',
  superseded: 'the member has agreed anew, or taken something back, since this consent was given',
  malformed: 'this is no signed consent (a compact JWS of the issuer)',
  'wrong-type': 'this is a signed paper, but no consent',
  'unknown-key': 'the key that signed it is none of identity.issuer.keys',
  'bad-signature': 'the signature is not right: the paper was changed, or another key made it',
  'wrong-issuer': 'it is not from identity.issuer.id',
  'wrong-audience': 'it is for another shop',
}

export function refusal(why: string): string {
  return SENTENCES[why as Why] ?? `the answer is no, ${why}`
}
