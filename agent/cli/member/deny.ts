import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { print } from '../run.ts'
import { memberArgs, withBooks } from './opened.ts'

export const deny = defineCommand({
  meta: {
    name: 'not-me',
    description:
      'Somebody was taken for a member and was not: all who heard of it hear that (from the running agent, or at its next start), and it takes more to be taken for the member from now on.',
  },
  args: {
    ...memberArgs,
    recognition: {
      type: 'positional',
      description: 'The number of the recognition, from the event member.recognised.',
      required: true,
    },
    by: { type: 'enum', options: ['member', 'staff'], default: 'staff', description: 'Who says so.' },
  },
  run({ args }) {
    return withBooks(args.config, ({ registrar }, config) => {
      const { recognition, by } = args
      const audiences = config.identity!.subscribers.map(({ id }) => id)
      const became = registrar.retract(recognition, by as 'member' | 'staff', audiences, Date.now())
      if (became === 'unknown') throw new Fault('RECOGNITION_UNKNOWN', { recognition })
      const isNews = became === 'retracted'
      print(args.json, { recognition, retracted: true, isNews }, () =>
        isNews ? 'The recognition is taken back.' : 'The recognition was taken back before.',
      )
    })
  },
})
