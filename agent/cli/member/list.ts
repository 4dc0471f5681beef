import { defineCommand } from 'citty'
import { table } from '../models/table.ts'
import { print } from '../run.ts'
import { memberArgs, withBooks } from './opened.ts'

export const list = defineCommand({
  meta: { name: 'list', description: 'Who is in the gallery, by pseudonym, and who has to enrol again (stale).' },
  args: memberArgs,
  run({ args }) {
    return withBooks(args.config, ({ gallery }) => {
      const members = gallery.list().map(({ member, receipt, enrolledOn, crops, mistakes, isStale }) => ({
        member,
        receipt,
        enrolledOn,
        crops,
        mistakes,
        state: isStale ? 'stale' : 'good',
      }))
      const { unreadable } = gallery
      print(args.json, { members, unreadable }, () =>
        [
          ...table(
            ['MEMBER', 'RECEIPT', 'ENROLLED', 'STATE', 'MISTAKES'],
            members.map(one => [one.member, one.receipt, one.enrolledOn, one.state, String(one.mistakes)]),
          ),
          ...(unreadable > 0 ? ['', `${unreadable} more cannot be opened with this key.`] : []),
        ].join('\n'),
      )
    })
  },
})
