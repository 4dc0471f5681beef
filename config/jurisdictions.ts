/** How much the agent may know, from least to most. */
export const LEVELS = ['counts', 'paths', 'devices', 'members'] as const
export type Level = (typeof LEVELS)[number]

/** Under whose law the shop stands. */
export const JURISDICTIONS = ['eu', 'us', 'us-il', 'cn', 'au', 'uk'] as const
export type Jurisdiction = (typeof JURISDICTIONS)[number]

/** By what a visitor may say that they want to be recognised now: a marked lane, a member's code, a session at a kiosk. */
export const SIGNALS = ['lane', 'pass', 'kiosk'] as const
export type Signal = (typeof SIGNALS)[number]

/**
 * Whether whoever wrote a rule down has read where it comes from, and where: the `text` itself or an official copy of it, or only
 * what somebody else reports of it. `false`: neither could be read, and the rule is from memory. Looked up on 25 November 2026 in stored
 * copies of public pages; laws change, and none of this is legal advice.
 */
export type Checked = false | { readonly how: 'text' | 'report'; readonly at: string }

/** One rule with where it comes from. `house`: no text sets this number for a shop, and this one is ours, on the careful side. */
export interface Rule<T> {
  readonly value: T
  readonly basis: 'law' | 'guidance' | 'house'
  readonly source: string
  readonly checked: Checked
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
const rule =
  (basis: Rule<unknown>['basis']) =>
  <T>(value: T, source: string, checked: Checked = false): Rule<T> => ({ value, basis, source, checked })
const [law, guidance, house] = [rule('law'), rule('guidance'), rule('house')]
const text = (at: string): Checked => ({ how: 'text', at })
const report = (at: string): Checked => ({ how: 'report', at })

const BIPA = text('ilga.gov/legislation/ilcs/fulltext?DocName=074000140K15')
const CUBI = text('statutes.capitol.texas.gov/GetStatute.aspx?Code=BC&Value=503.001')
const CHINA = report('mmlcgroup.com/china-facial-recog-regs')
const BUNNINGS = report(
  'sparke.com.au/insights/bunnings-use-of-facial-recognition-appeal-panel-decision-decided-collection-is-authorised',
)

export const PACKS: Readonly<Record<Jurisdiction, Pack>> = {
  eu: {
    level: law(
      'members',
      'GDPR Art. 9(2)(a): biometric data that identify somebody (Art. 9(1)), with explicit consent; Art. 4(11), 7 and 13 say what that is',
      report('datenrecht.ch/en/edpb-def-fassung-der-leitlinien-zur-videoueerwachung'),
    ),
    signals: guidance(
      all,
      'EDPB Guidelines 3/2019, section 5.1: only who agreed may be measured; a marked way of their own',
    ),
    guardianBelowYears: house(
      16,
      'GDPR Art. 8(1) sets 16, and lets member states go down to 13, for online services; taken for the shop too',
      text('dsgvo.privacysoft.online/en/dsgvo/Kapitel_2/Art_8'),
    ),
    maxValidityDays: house(
      730,
      'GDPR sets no term; EDPB Guidelines 05/2020: consent should be refreshed at appropriate intervals',
      report('hypothes.is (quotes the guidelines)'),
    ),
    writtenRelease: law(
      false,
      'GDPR Art. 7(1): any form that can be demonstrated; Art. 4(11): a clear affirmative act',
      text('online.flipbuilder.com/bzaa/mvgs/files/basic-html/page405.html'),
    ),
    dormantDays: house(730, 'GDPR Art. 5(1)(e), storage limitation, sets no number'),
  },
  uk: {
    level: law(
      'members',
      'UK GDPR Art. 9(2)(a); ICO, biometric data guidance: explicit consent is likely to be the most appropriate condition',
      text('ico.org.uk, Biometric data guidance, How do we process biometric data lawfully?'),
    ),
    signals: house(all, 'UK GDPR Art. 9(2)(a); as in the EU, with a marked way of their own'),
    guardianBelowYears: house(
      16,
      'UK GDPR Art. 8(1) sets 13 for online services, and by the Children’s Wellbeing and Schools Act 2026, s. 72, regulations may set any age up to 16',
      text('legislation.gov.uk/ukpga/2026/21/section/72/enacted'),
    ),
    maxValidityDays: house(730, 'UK GDPR Art. 7 sets no term'),
    writtenRelease: law(false, 'UK GDPR Art. 7(1): any form that can be demonstrated'),
    dormantDays: house(730, 'UK GDPR Art. 5(1)(e), storage limitation, sets no number'),
  },
  us: {
    level: law(
      'members',
      'Tex. Bus. & Com. Code § 503.001(b): inform before capture, and receive consent. RCW 19.375.020(1) asks for less: notice, consent, or a means to prevent later commercial use',
      CUBI,
    ),
    signals: law(named, 'Tex. Bus. & Com. Code § 503.001(b): consent comes before capture, of everybody', CUBI),
    guardianBelowYears: house(
      13,
      "Children's Online Privacy Protection Act, 15 U.S.C. § 6501 to 6506: below 13, for online services; taken for the shop too",
      report('uslawexplained.com/15_usc_6501'),
    ),
    maxValidityDays: house(365, 'neither Texas nor Washington sets a term'),
    writtenRelease: law(false, 'Tex. Bus. & Com. Code § 503.001(b) asks for no form', CUBI),
    dormantDays: law(
      365,
      'Tex. Bus. & Com. Code § 503.001(c)(3): destroyed within a reasonable time, at the latest a year after the purpose expires',
      CUBI,
    ),
  },
  'us-il': {
    level: law('members', 'Biometric Information Privacy Act, 740 ILCS 14/15(b)', BIPA),
    signals: law(named, '740 ILCS 14/15(b): no capture of anybody before information and release', BIPA),
    guardianBelowYears: house(
      18,
      '740 ILCS 14/15(b): the subject, or the legally authorized representative; a minor signs no release',
      BIPA,
    ),
    maxValidityDays: law(
      1095,
      '740 ILCS 14/15(a) and (b)(2): a stated length of term; destroyed when the purpose is satisfied, at the latest three years after the last interaction',
      BIPA,
    ),
    writtenRelease: law(
      true,
      '740 ILCS 14/15(b)(3) and 14/10 as amended by P.A. 103-0769: a written release, electronic signatures included',
      text('legiscan.com/IL/text/SB2979/2023'),
    ),
    dormantDays: law(1095, '740 ILCS 14/15(a): destroyed within three years of the last interaction', BIPA),
  },
  cn: {
    level: law(
      'members',
      'PIPL Art. 28 and 29, and the measures for facial recognition (CAC order 19, in force on 1 June 2025): a separate consent, never the only way, kept in the device and not sent over the internet; from 100,000 people on to be filed with the authority',
      CHINA,
    ),
    signals: law(named, 'PIPL Art. 29: separate consent before processing', CHINA),
    guardianBelowYears: law(
      14,
      'PIPL Art. 28 (data of minors under 14 are sensitive) and 31; the measures of 2025 ask for the consent of a parent or guardian',
      text('personalinformationprotectionlaw.com/PIPL/article-28'),
    ),
    maxValidityDays: house(
      365,
      'PIPL Art. 19 and the measures of 2025: no longer than the shortest time that the purpose needs, without a number',
      CHINA,
    ),
    writtenRelease: law(false, 'PIPL Art. 29: in writing only where another law says so'),
    dormantDays: house(365, 'PIPL Art. 19 and 47, without a number'),
  },
  au: {
    level: law(
      'members',
      'Privacy Act 1988 (Cth), APP 3.3: sensitive information with consent; s. 6(1): biometric templates are',
      report('fedma.org/legalfacts/aus-lfp/data-aus-lfp/definitions-9'),
    ),
    signals: law(
      named,
      'Privacy Act 1988 (Cth), APP 3.3, as in Bunnings ([2024] AICmr 230). The tribunal has since found an exception of APP 3.4 for that case, against crime, and upheld that customers were not told (APP 5.1, 1.3); greeting members falls under no such exception',
      BUNNINGS,
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
