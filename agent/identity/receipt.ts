import type { Identity } from '../../config/identity.ts'
import { PACKS } from '../../config/jurisdictions.ts'
import type { Consent } from './consent.ts'
import type { Kept } from './ledger.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** What each purpose means, in words for members. */
const MEANING = {
  welcome: 'Staff of the shop hear that you have arrived.',
  assist: 'The shop judges when you would welcome help.',
  measure: 'Your visit to the shop is told with your pseudonym.',
} as const

/**
 * The receipt of a consent, for the member. Its sections (processing, parties, events) and the names of its fields follow ISO/IEC TS
 * 27560 as the published examples of its drafts show them, not yet held against the text of the standard; collection method,
 * sensitive category and third-party disclosure are what the Kantara consent receipt 1.1 asks for beside, under names of the same
 * form. The member is there as a pseudonym.
 */
export function receiptOf(consent: Consent, kept: Kept, controller: Identity['controller']) {
  const pack = PACKS[consent.jurisdiction]
  return {
    schema_version: 'ISO/IEC TS 27560:2023',
    receipt_id: consent.receipt,
    record_id: consent.receipt,
    pii_principal_id: consent.member,
    pii_processing: {
      privacy_notice: controller.policyUrl,
      notice_version: consent.notice.version,
      language: consent.notice.language,
      purposes: consent.purposes.map(purpose => ({
        purpose,
        purpose_description: MEANING[purpose],
        lawful_basis: 'explicit consent',
        lawful_basis_reference: pack.level.source,
        pii_information: [{ pii_type: 'face template', pii_optional: false, sensitive_pii_category: true }],
        pii_controllers: ['controller'],
        collection_method: `${consent.method} consent; a camera in the shop, after an opt-in signal`,
        processing_method: ['embed', 'match', 'erase'],
        processing_locations: ['the shop'],
        storage_locations: ['the shop, encrypted'],
        retention_period: {
          until: iso(consent.expiresMs),
          days_without_interaction: pack.dormantDays.value,
          reference: pack.dormantDays.source,
        },
        jurisdiction: consent.jurisdiction,
        third_party_disclosure: false,
        recipient_third_parties: [],
        withdrawal_method: controller.withdrawal,
        privacy_rights: controller.policyUrl,
      })),
    },
    party_identification: [
      {
        party_id: 'controller',
        party_role: 'PII controller',
        party_name: controller.name,
        party_contact: controller.contact,
        party_url: controller.policyUrl,
      },
      ...(consent.guardian === undefined
        ? []
        : [{ party_id: consent.guardian, party_role: 'holder of parental responsibility' }]),
    ],
    events: [
      {
        event_type: 'explicit',
        event_state: 'given',
        event_time: iso(consent.issuedMs),
        valid_until: iso(consent.expiresMs),
      },
      ...(kept.withdrawnMs === null
        ? []
        : [
            {
              event_type: 'explicit',
              event_state: kept.by === 'list' ? 'revoked' : 'withdrawn',
              event_time: iso(kept.withdrawnMs),
            },
          ]),
    ],
  }
}
