import { existsSync } from 'node:fs'
import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { type Books, openBooks } from '../../identity/gallery/books.ts'
import { print } from '../run.ts'
import { consentArgs, withLedger } from './opened.ts'

export const withdraw = defineCommand({
  meta: {
    name: 'withdraw',
    description:
      'A member takes a consent back: it counts no more, at once and for good. No key is needed; where the key of the gallery is at hand the template is erased too, else a running agent does that.',
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
    return withLedger(args.config, async (ledger, config) => {
      const kept = receipt === undefined ? ledger.newestOf(member!) : ledger.one(receipt)
      if (!kept) throw new Fault('CONSENT_UNKNOWN', { receipt: receipt ?? `of ${member}`, file: config.privacy.ledger })
      const isNews = ledger.withdraw(kept.receipt, 'member', Date.now())
      const erased = await enforce(config, kept.member)
      print(args.json, { receipt: kept.receipt, withdrawn: true, isNews, erased }, () =>
        [
          isNews ? `Consent ${kept.receipt} is withdrawn.` : `Consent ${kept.receipt} was withdrawn or revoked before.`,
          ...(erased ? ['What was kept by it is erased.'] : []),
        ].join('\n'),
      )
    })
  },
})

/** Erases what was kept by it, where there is something and the key is at hand. Answers whether it did. */
async function enforce(config: Config, member: string): Promise<boolean> {
  if (!config.identity || !existsSync(config.identity.gallery.path)) return false
  let books: Books | undefined
  try {
    books = openBooks(config)
    return (await books.registrar.enforce(member, Date.now())) !== undefined
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    process.stderr.write(`aislectl: ${thrown.message}\n`)
    return false
  } finally {
    books?.close()
  }
}
