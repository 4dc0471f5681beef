import { readFileSync, statSync } from 'node:fs'
import { defineCommand } from 'citty'
import { Fault, why } from '../../../config/fault.ts'
import { type Taken, takeIn } from '../../identity/intake.ts'
import { EXIT, print } from '../run.ts'
import { consentArgs, withLedger } from './opened.ts'

const MAX_BYTES = 64e6

export const take = defineCommand({
  meta: {
    name: 'import',
    description: 'Take in consents, withdrawals and lists of revoked consents, signed by the issuer, one a line.',
  },
  args: { ...consentArgs, file: { type: 'positional', description: 'The file.', required: true } },
  run({ args }) {
    return withLedger(
      args.config,
      async (ledger, config) => {
        if (!config.identity) throw new Fault('IDENTITY_UNCONFIGURED', { file: args.config })
        const taken: (Taken & { line: number })[] = []
        for (const [i, text] of read(args.file).split('\n').entries())
          if (text.trim() !== '') taken.push({ line: i + 1, ...(await takeIn(ledger, text, Date.now())) })
        const refused = taken.filter(one => one.became === 'refused' && one.reason !== 'replayed').length
        print(args.json, { ok: refused === 0, taken }, () =>
          [
            ...taken.map(one => `line ${one.line}: ${told(one)}`),
            `${taken.filter(({ became }) => became !== 'refused').length} taken in, ${refused} refused`,
          ].join('\n'),
        )
        if (refused > 0) process.exitCode = EXIT.failed
      },
      { begin: true },
    )
  },
})

function told(taken: Taken): string {
  switch (taken.became) {
    case 'granted':
      return `consent ${taken.receipt} counts now`
    case 'withdrawn':
      return `consent ${taken.receipt} is withdrawn`
    case 'listed':
      return `list ${taken.list} of ${taken.receipts} revoked consents`
    case 'refused':
      if (taken.reason === 'replayed') return `known already${taken.receipt ? ` (${taken.receipt})` : ''}`
      return `refused, ${taken.reason}${taken.receipt ? ` (${taken.receipt})` : ''}`
  }
}

/** @throws Fault FILE_UNREADABLE */
function read(file: string): string {
  try {
    if (statSync(file).size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES / 1e6} MB`)
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}
