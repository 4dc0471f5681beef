import type { Identity } from '../../config/identity.ts'
import type { Consent } from './consent.ts'
import type { Kept } from './ledger.ts'
import { COLLECTION, MEANING } from './receipt.ts'

/**
 * The receipt of a consent in the form of the Kantara Initiative's Consent Receipt Specification 1.1.0 (20 February 2018). Names, their
 * nesting and the time in whole seconds are those of the example that circulates with it; the text of the specification itself was not
 * at hand, and which fields it asks for was seen in that of version 1.0: of these, address, email and phone
 * of the controller are there where the configuration tells them. It knows no withdrawal: `termination` says when it ended.
 */
export function kantaraOf(consent: Consent, kept: Kept, controller: Identity['controller']) {
  const { address, email, phone } = controller
  const endMs = Math.min(consent.expiresMs, kept.withdrawnMs ?? Number.POSITIVE_INFINITY)
  return {
    version: 'KI-CR-v1.1.0',
    jurisdiction: consent.jurisdiction.toUpperCase(),
    consentTimestamp: Math.floor(consent.issuedMs / 1000),
    collectionMethod: COLLECTION(consent),
    consentReceiptID: consent.receipt,
    language: consent.notice.language,
    piiPrincipalId: consent.member,
    piiControllers: [
      {
        piiController: controller.name,
        contact: controller.contact,
        ...(address !== undefined && { address: { streetAddress: address } }),
        ...(email !== undefined && { email }),
        ...(phone !== undefined && { phone }),
      },
    ],
    policyUrl: controller.policyUrl,
    services: [
      {
        service: 'Recognition of members in the shop',
        purposes: consent.purposes.map((purpose, i) => ({
          purpose: MEANING[purpose],
          purposeCategory: [purpose],
          consentType: 'EXPLICIT',
          piiCategory: ['face template'],
          primaryPurpose: i === 0,
          termination: `${new Date(endMs).toISOString()}; earlier by withdrawal: ${controller.withdrawal}`,
          thirdPartyDisclosure: false,
        })),
      },
    ],
    sensitive: true,
    spiCat: ['Biometric'],
  }
}
