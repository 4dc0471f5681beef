import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { print } from '../run.ts'
import { memberArgs, withBooks } from './opened.ts'

export const erase = defineCommand({
  meta: {
    name: 'erase',
    description:
      'Destroy key and template of a member, and search the files for what is left of them. The consent stays on record: withdraw it with aislectl consent withdraw.',
  },
  args: { ...memberArgs, member: { type: 'positional', description: 'The pseudonym.', required: true } },
  run({ args }) {
    return withBooks(args.config, ({ registrar }, config) => {
      const looked = registrar.erase(args.member, 'asked', Date.now())
      if (!looked) throw new Fault('MEMBER_UNKNOWN', { member: args.member, file: config.identity!.gallery.path })
      const { files, bytes } = looked
      const erasedAt = new Date().toISOString()
      print(
        args.json,
        { member: args.member, erased: true, erasedAt, searched: { files, bytes, found: 0 } },
        () => `${args.member} is erased: nothing of them is left in ${files} file(s), ${bytes} bytes.`,
      )
    })
  },
})
