/** How much the agent may know, from least to most. */
export const LEVELS = ['counts', 'paths', 'devices', 'members'] as const
export type Level = (typeof LEVELS)[number]

/** Under whose law the shop stands. */
export const JURISDICTIONS = ['eu', 'us', 'us-il', 'cn', 'au', 'uk'] as const
export type Jurisdiction = (typeof JURISDICTIONS)[number]

/** By what a visitor may say that they want to be recognised now: a marked lane, a member's code, a session at a kiosk. */
export const SIGNALS = ['lane', 'pass', 'kiosk'] as const
export type Signal = (typeof SIGNALS)[number]

/** One rule with where it comes from. `house`: no text sets the number, and this one is ours, on the careful side. */
export interface Rule<T> {
  readonly value: T
  readonly basis: 'law' | 'guidance' | 'house'
  readonly source: string
}

/** What a law asks of a shop that recognises its members. Not legal advice: who runs the shop answers for it. */
export interface Pack {
  /** Highest privacy level. */
  readonly level: Rule<Level>
  /** Opt-in signals that are enough. Who steps into a lane may have agreed to nothing, and would be measured before that shows. */
  readonly signals: Rule<readonly Signal[]>
  /** Below this age, or where the age is not attested, a guardian must have agreed. */
  readonly guardianBelowYears: Rule<number>
  /** A consent that runs longer is none. */
  readonly maxValidityDays: Rule<number>
  /** Whether the consent must have been given in writing (an electronic signature is one). */
  readonly writtenRelease: Rule<boolean>
  /** Without any interaction for this long the consent is over, and the template to be destroyed. */
  readonly dormantDays: Rule<number>
}

const all = ['lane', 'pass', 'kiosk'] as const
const named = ['pass', 'kiosk'] as const
const law = <T>(value: T, source: string): Rule<T> => ({ value, basis: 'law', source })
const guidance = <T>(value: T, source: string): Rule<T> => ({ value, basis: 'guidance', source })
const house = <T>(value: T, source: string): Rule<T> => ({ value, basis: 'house', source })

export const PACKS: Readonly<Record<Jurisdiction, Pack>> = {
  eu: {
    level: law(
      'members',
      'GDPR Art. 9(2)(a): biometric data with explicit consent; Art. 4(11), 7 and 13 say what that is',
    ),
    signals: guidance(
      all,
      'EDPB Guidelines 3/2019, section 5.1: only who agreed may be measured; a marked way of their own',
    ),
    guardianBelowYears: law(16, 'GDPR Art. 8(1); member states may go down to 13, which this pack does not'),
    maxValidityDays: house(
      730,
      'GDPR sets no term; EDPB Guidelines 05/2020, section 5: refresh at appropriate intervals',
    ),
    writtenRelease: law(
      false,
      'GDPR Art. 7(1): any form that can be demonstrated; Art. 4(11): a clear affirmative act',
    ),
    dormantDays: house(730, 'GDPR Art. 5(1)(e), storage limitation, sets no number'),
  },
  uk: {
    level: law('members', 'UK GDPR Art. 9(2)(a); Data Protection Act 2018, s. 10'),
    signals: house(all, 'UK GDPR Art. 9(2)(a); as in the EU, with a marked way of their own'),
    guardianBelowYears: law(13, 'UK GDPR Art. 8(1); Data Protection Act 2018, s. 9'),
    maxValidityDays: house(730, 'UK GDPR Art. 7 sets no term'),
    writtenRelease: law(false, 'UK GDPR Art. 7(1): any form that can be demonstrated'),
    dormantDays: house(730, 'UK GDPR Art. 5(1)(e), storage limitation, sets no number'),
  },
  us: {
    level: law(
      'members',
      'Tex. Bus. & Com. Code § 503.001(b): inform before capture, and receive consent; RCW 19.375.020',
    ),
    signals: law(named, 'Tex. Bus. & Com. Code § 503.001(b): consent comes before capture, of everybody'),
    guardianBelowYears: law(13, "Children's Online Privacy Protection Act, 15 U.S.C. § 6501(1)"),
    maxValidityDays: house(365, 'no state sets a term'),
    writtenRelease: law(false, 'Tex. Bus. & Com. Code § 503.001(b) asks for no form'),
    dormantDays: law(365, 'Tex. Bus. & Com. Code § 503.001(c)(3): destroyed within a year of the end of the purpose'),
  },
  'us-il': {
    level: law('members', 'Biometric Information Privacy Act, 740 ILCS 14/15(b)'),
    signals: law(named, '740 ILCS 14/15(b): no capture of anybody before information and release'),
    guardianBelowYears: house(
      18,
      '740 ILCS 14/15(b)(3): a legally authorized representative; a minor signs no release',
    ),
    maxValidityDays: law(
      1095,
      '740 ILCS 14/15(a) and (b)(2): a stated term, at most three years after the last interaction',
    ),
    writtenRelease: law(true, '740 ILCS 14/15(b)(3) and 14/10: a written release, electronic signatures included'),
    dormantDays: law(1095, '740 ILCS 14/15(a): destroyed within three years of the last interaction'),
  },
  cn: {
    level: law(
      'members',
      'PIPL Art. 26 and 29: separate consent; facial recognition measures of 2025, Art. 10: never the only way',
    ),
    signals: law(named, 'PIPL Art. 29: separate consent before processing'),
    guardianBelowYears: law(14, 'PIPL Art. 28 and 31'),
    maxValidityDays: house(365, 'PIPL Art. 19: the shortest period necessary, without a number'),
    writtenRelease: law(false, 'PIPL Art. 29: in writing only where another law says so'),
    dormantDays: house(365, 'PIPL Art. 19 and 47, without a number'),
  },
  au: {
    level: law(
      'members',
      'Privacy Act 1988 (Cth), APP 3.3: sensitive information with consent; s. 6(1): biometric templates are',
    ),
    signals: law(
      named,
      'Privacy Act 1988 (Cth), APP 3.3; a sign at the door is no consent, however briefly a template lives',
    ),
    guardianBelowYears: guidance(15, 'OAIC, APP guidelines, chapter B: capacity is presumed from 15'),
    maxValidityDays: house(
      730,
      'OAIC, APP guidelines, chapter B: consent is current, and does not endure indefinitely',
    ),
    writtenRelease: law(
      false,
      'Privacy Act 1988 (Cth), s. 6(1): express or implied; this agent takes express consent only',
    ),
    dormantDays: house(730, 'Privacy Act 1988 (Cth), APP 11.2: destroyed when no longer needed, without a number'),
  },
}

export const rank = (level: Level): number => LEVELS.indexOf(level)

/** The lower of two levels. */
export const lower = (a: Level, b: Level): Level => (rank(a) <= rank(b) ? a : b)

/** The highest level that the law of the place allows. Where nobody says which law that is, members stay unknown. */
export const capOf = (jurisdiction: Jurisdiction | undefined): Level =>
  jurisdiction === undefined ? 'devices' : PACKS[jurisdiction].level.value
