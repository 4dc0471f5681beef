import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import type { Anchor } from '../../identity/audit.ts'
import { type Flaw, prove } from '../../identity/proof.ts'
import { EXIT, print } from '../run.ts'
import { seen } from './list.ts'
import { consentArgs, withLedger } from './opened.ts'

const TOLD: Readonly<Record<Flaw['flaw'], string>> = {
  missing: 'is missing',
  changed: 'was changed, or stands where it does not belong',
  'cut-off': 'was published, and the log ends before it',
  'another-history': 'is not the one that was published',
  'withdrawal-lost': 'tells of a withdrawal that the ledger has lost',
  'withdrawal-unlogged': 'and all before know nothing of a withdrawal in the ledger',
}

export const verify = defineCommand({
  meta: {
    name: 'verify',
    description: 'Whether the log of decisions is whole, and which consents are still signed by a trusted key.',
  },
  args: {
    ...consentArgs,
    anchor: {
      type: 'string',
      valueHint: 'N:HASH',
      description:
        'A place in the log as a consent event told it (anchor); several with commas. An end cut off shows only so.',
    },
  },
  run({ args }) {
    const anchors = (args.anchor ?? '')
      .split(',')
      .filter(text => text !== '')
      .map(anchorOf)
    return withLedger(args.config, async ledger => {
      const { head, flaws } = prove(ledger.db, anchors)
      const unverified: string[] = []
      for (const kept of ledger.all())
        if ((await seen(kept, ledger, Date.now())).state === 'unverified') unverified.push(kept.receipt)
      const ok = flaws.length === 0 && unverified.length === 0
      print(args.json, { ok, head, flaws, unverified }, () =>
        [
          flaws.length === 0
            ? `The log is whole: ${head.sequence} entries, head ${head.sequence}:${head.hash}`
            : `The log is not whole: ${flaws.length} flaw(s)`,
          ...flaws.map(({ sequence, flaw }) => `  entry ${sequence} ${TOLD[flaw]}`),
          ...unverified.map(receipt => `  consent ${receipt} is not signed by a key that is trusted`),
        ].join('\n'),
      )
      if (!ok) process.exitCode = EXIT.failed
    })
  },
})

/** @throws Fault ARGUMENT_INVALID */
function anchorOf(text: string): Anchor {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? []
  if (sequence === undefined || hash === undefined)
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--anchor',
      value: text,
      expected: 'a number, a colon and 64 hex digits',
    })
  return { sequence: Number(sequence), hash }
}
