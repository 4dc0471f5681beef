import { existsSync, realpathSync } from 'node:fs'
import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { FORCING, forced } from './apply.ts'

export const rollback = defineCommand({
  meta: {
    name: 'rollback',
    description:
      'Put the configuration before this one in force again (FILE.previous), in the same way as `config apply`. Twice is there and back.',
  },
  args: FORCING,
  run({ args }) {
    const real = existsSync(args.config) ? realpathSync(args.config) : args.config
    const previous = `${real}.previous`
    if (existsSync(previous)) return forced(args.config, previous, args)
    throw new Fault('CONFIG_FIRST', { file: args.config })
  },
})
