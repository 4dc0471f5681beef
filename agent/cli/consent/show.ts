import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { Pseudonyms } from '../../identity/gallery/pseudonyms.ts'
import { kantaraOf } from '../../identity/kantara.ts'
import type { Kept, Ledger } from '../../identity/ledger.ts'
import { receiptOf } from '../../identity/receipt.ts'
import { seen } from './list.ts'
import { consentArgs, withLedger } from './opened.ts'

const FORMS = { '27560': receiptOf, kantara: kantaraOf } as const

export const show = defineCommand({
  meta: {
    name: 'show',
    description:
      'The receipt of a consent, for the member. Always JSON. The number may be the one by which a subscriber calls the receipt: only the shop finds whose that is.',
  },
  args: {
    ...consentArgs,
    receipt: { type: 'positional', description: 'Number of the receipt.', required: true },
    form: {
      type: 'enum',
      options: Object.keys(FORMS),
      default: '27560',
      description: 'ISO/IEC TS 27560:2023, or the Kantara consent receipt 1.1.',
    },
  },
  run({ args }) {
    return withLedger(args.config, async (ledger, config) => {
      if (!config.identity) throw new Fault('IDENTITY_UNCONFIGURED', { file: args.config })
      const kept = ledger.one(args.receipt) ?? calledSo(args.receipt, ledger, config)
      if (!kept) throw new Fault('CONSENT_UNKNOWN', { receipt: args.receipt, file: config.privacy.ledger })
      const { state } = await seen(kept, ledger, Date.now())
      const consent = await ledger.consentOf(kept)
      const form = FORMS[args.form as keyof typeof FORMS]
      const receipt = consent && form(consent, kept, config.identity.controller)
      const shown = { state, receipt: receipt ?? null }
      process.stdout.write(`${JSON.stringify(shown, undefined, args.json ? undefined : 2)}\n`)
    })
  },
})

/** The consent whose receipt a subscriber calls by this number. @throws Fault KEY_UNUSABLE */
function calledSo(number: string, ledger: Ledger, { identity }: Config): Kept | undefined {
  const pseudonyms = new Pseudonyms(identity!.subscribers)
  try {
    const { audiences } = pseudonyms
    return ledger.all().find(({ receipt }) => audiences.some(one => pseudonyms.receipt(one, receipt) === number))
  } finally {
    pseudonyms.wipe()
  }
}
