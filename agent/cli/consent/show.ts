import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { receiptOf } from '../../identity/receipt.ts'
import { seen } from './list.ts'
import { consentArgs, withLedger } from './opened.ts'

export const show = defineCommand({
  meta: { name: 'show', description: 'The receipt of a consent (ISO/IEC TS 27560), for the member. Always JSON.' },
  args: { ...consentArgs, receipt: { type: 'positional', description: 'Number of the receipt.', required: true } },
  run({ args }) {
    return withLedger(args.config, async (ledger, config) => {
      if (!config.identity) throw new Fault('IDENTITY_UNCONFIGURED', { file: args.config })
      const kept = ledger.one(args.receipt)
      if (!kept) throw new Fault('CONSENT_UNKNOWN', { receipt: args.receipt, file: config.privacy.ledger })
      const { state } = await seen(kept, ledger, Date.now())
      const consent = await ledger.consentOf(kept)
      const receipt = consent && receiptOf(consent, kept, config.identity.controller)
      const shown = { state, receipt: receipt ?? null }
      process.stdout.write(`${JSON.stringify(shown, undefined, args.json ? undefined : 2)}\n`)
    })
  },
})
