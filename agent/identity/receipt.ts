import type { Identity } from '../../config/identity.ts'
import { PACKS } from '../../config/jurisdictions.ts'
import type { Consent } from './consent.ts'
import type { Kept } from './ledger.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** What each purpose means, in words for members. */
export const MEANING = {
  welcome: 'Staff of the shop hear that you have arrived.',
  assist: 'The shop judges when you would welcome help.',
  measure: 'Your visit to the shop is told with your pseudonym.',
} as const

/** How a consent was come by. */
export const COLLECTION = (consent: Consent) =>
  `${consent.method} consent; a camera in the shop, after an opt-in signal`

/**
 * The receipt of a consent as ISO/IEC TS 27560:2023 structures it, for the member: metadata, processing (6.3.4), parties (6.3.6) and
 * events (6.3.7). Names of fields, and which of them are mandatory, are those that the W3C Data Privacy Vocabularies group lists by
 * their clauses (Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV, final report of 1 August 2024); the text of the
 * standard itself was not at hand, and pii_processing, party_identification and events, which hold them, are called as in the examples
 * of its drafts. Of what it makes mandatory the address of the controller is there where the configuration tells it. The member is
 * there as a pseudonym.
 */
export function receiptOf(consent: Consent, kept: Kept, controller: Identity['controller']) {
  const pack = PACKS[consent.jurisdiction]
  const entity = consent.guardian ?? consent.member
  const validity_duration = { from: iso(consent.issuedMs), until: iso(consent.expiresMs) }
  return {
    schema_version: 'ISO/IEC TS 27560:2023',
    receipt_id: consent.receipt,
    record_id: consent.receipt,
    pii_principal_id: consent.member,
    pii_processing: {
      privacy_notice: `${controller.policyUrl} (version ${consent.notice.version})`,
      language: consent.notice.language,
      purposes: consent.purposes.map(purpose => ({
        purpose: MEANING[purpose],
        purpose_type: purpose,
        lawful_basis: pack.level.source,
        pii_information: [
          { pii_type: 'face template', pii_optional: false, sensitive_pii_category: true, special_pii_category: true },
        ],
        pii_controllers: ['controller'],
        collection_method: COLLECTION(consent),
        processing_method: 'embed, match, erase; automatic',
        processing_locations: ['the shop'],
        storage_locations: ['the shop, encrypted'],
        retention_period: `until ${iso(consent.expiresMs)}, or ${pack.dormantDays.value} days without a visit`,
        geographic_restrictions: 'does not leave the shop',
        jurisdiction: consent.jurisdiction,
        recipient_third_parties: [],
        withdrawal_method: controller.withdrawal,
        privacy_rights: controller.policyUrl,
      })),
    },
    party_identification: [
      {
        party_id: 'controller',
        party_name: controller.name,
        party_role: 'PII controller',
        party_type: 'PII controller',
        ...(controller.address !== undefined && { party_address: controller.address }),
        ...(controller.email !== undefined && { party_email: controller.email }),
        ...(controller.phone !== undefined && { party_phone: controller.phone }),
        party_contact: controller.contact,
        party_url: controller.policyUrl,
      },
      { party_id: consent.member, party_role: 'PII principal', party_type: 'PII principal' },
      ...(consent.guardian === undefined
        ? []
        : [{ party_id: consent.guardian, party_role: 'guardian', party_type: 'representative of the PII principal' }]),
    ],
    events: [
      {
        event_time: iso(consent.issuedMs),
        validity_duration,
        entity_id: entity,
        event_type: 'explicit',
        event_state: 'given',
      },
      ...(kept.withdrawnMs === null
        ? []
        : [
            {
              event_time: iso(kept.withdrawnMs),
              validity_duration: { from: iso(kept.withdrawnMs) },
              entity_id: kept.by === 'member' ? entity : 'controller',
              event_type: 'explicit',
              event_state: kept.by === 'list' ? 'revoked' : 'withdrawn',
            },
          ]),
    ],
  }
}
