import { defineCommand } from 'citty'
import type { Ms } from '../../../config/units.ts'
import type { Kept, Ledger } from '../../identity/ledger.ts'
import { table } from '../models/table.ts'
import { print } from '../run.ts'
import { consentArgs, withLedger } from './opened.ts'

export const list = defineCommand({
  meta: { name: 'list', description: 'All consents, and what each is worth now.' },
  args: consentArgs,
  run({ args }) {
    return withLedger(args.config, async ledger => {
      const nowMs = Date.now()
      const consents: Awaited<ReturnType<typeof seen>>[] = []
      for (const kept of ledger.all()) consents.push(await seen(kept, ledger, nowMs))
      const revocationsAt = ledger.list && new Date(ledger.list.issuedMs).toISOString()
      print(args.json, { consents, revocationsAt: revocationsAt ?? null }, () =>
        [
          ...table(
            ['RECEIPT', 'MEMBER', 'STATE', 'PURPOSES', 'EXPIRES'],
            consents.map(one => [one.receipt, one.member, one.state, one.purposes.join(' '), one.expiresAt ?? '']),
          ),
          '',
          revocationsAt
            ? `List of revoked consents of ${revocationsAt}`
            : 'No list of revoked consents was taken in yet.',
        ].join('\n'),
      )
    })
  },
})

/** A consent as a technician needs to see it. */
export async function seen(kept: Kept, ledger: Ledger, nowMs: Ms) {
  const consent = await ledger.consentOf(kept)
  const { receipt, member, by } = kept
  const state = by
    ? by === 'list'
      ? 'revoked'
      : 'withdrawn'
    : !consent
      ? 'unverified'
      : nowMs >= consent.expiresMs
        ? 'expired'
        : ledger.newestOf(member)?.receipt === receipt
          ? 'good'
          : 'superseded'
  const expiresAt = consent ? new Date(consent.expiresMs).toISOString() : null
  return { receipt, member, state, purposes: consent?.purposes ?? [], expiresAt }
}
