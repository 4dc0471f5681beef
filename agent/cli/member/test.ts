import { defineCommand } from 'citty'
import { EXIT, print } from '../run.ts'
import { memberArgs, withBooks } from './opened.ts'

export const test = defineCommand({
  meta: {
    name: 'test',
    description:
      'Whether all in the gallery open with the key, are of the net in use, and still have a consent. Fails if one does not.',
  },
  args: memberArgs,
  run({ args }) {
    return withBooks(args.config, async ({ gallery, ledger }) => {
      const wrong: { member: string; why: string }[] = []
      const entries = gallery.list()
      for (const { member, isStale } of entries) {
        await ledger.read(member)
        const standing = ledger.standing(member)
        const { consent } = standing
        if (isStale) wrong.push({ member, why: 'made by another net, has to enrol again' })
        if (consent === undefined) wrong.push({ member, why: 'has no consent, erase them' })
        else if (standing.isWithdrawn || standing.isRevoked) wrong.push({ member, why: 'took it back, erase them' })
        else if (consent === 'unverified') wrong.push({ member, why: 'the consent is not signed by a trusted key' })
        else if (consent.expiresMs <= Date.now()) wrong.push({ member, why: 'the consent is over, erase them' })
      }
      const { unreadable } = gallery
      const ok = wrong.length === 0 && unreadable === 0
      print(args.json, { ok, members: entries.length, unreadable, wrong }, () =>
        [
          `${entries.length} member(s), ${wrong.length} thing(s) wrong, ${unreadable} that cannot be opened`,
          ...wrong.map(one => `  ${one.member}: ${one.why}`),
        ].join('\n'),
      )
      if (!ok) process.exitCode = EXIT.failed
    })
  },
})
