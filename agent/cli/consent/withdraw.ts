import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { print } from '../run.ts'
import { consentArgs, withLedger } from './opened.ts'

export const withdraw = defineCommand({
  meta: {
    name: 'withdraw',
    description: 'A member takes a consent back: it counts no more, at once and for good. No key is needed.',
  },
  args: {
    ...consentArgs,
    receipt: { type: 'positional', description: 'Number of the receipt.', required: false },
    member: {
      type: 'string',
      valueHint: 'PSEUDONYM',
      description: 'Instead of a receipt: whatever this member agreed to.',
    },
  },
  run({ args }) {
    const { receipt, member } = args
    if ((receipt === undefined) === (member === undefined))
      throw new Fault('ARGUMENT_INVALID', {
        argument: 'RECEIPT',
        value: receipt ?? 'missing',
        expected: 'a receipt, or --member',
      })
    return withLedger(args.config, (ledger, config) => {
      const kept = receipt === undefined ? ledger.newestOf(member!) : ledger.one(receipt)
      if (!kept) throw new Fault('CONSENT_UNKNOWN', { receipt: receipt ?? `of ${member}`, file: config.privacy.ledger })
      const isNews = ledger.withdraw(kept.receipt, 'member', Date.now())
      print(args.json, { receipt: kept.receipt, withdrawn: true, isNews }, () =>
        isNews ? `Consent ${kept.receipt} is withdrawn.` : `Consent ${kept.receipt} was withdrawn or revoked before.`,
      )
    })
  },
})
