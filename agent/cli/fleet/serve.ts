import { join } from 'node:path'
import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { openAuthority } from '../../fleet/authority.ts'
import { Invitations } from '../../fleet/invitations.ts'
import { serve as open } from '../../fleet/server.ts'
import { interruption } from '../interruption.ts'
import { whole } from '../number.ts'
import { authority } from './fleet.ts'

export const serve = defineCommand({
  meta: {
    name: 'serve',
    description:
      'Wait for machines that were invited, and let each join once (RFC 7030, over HTTPS). Runs until it is told to end.',
  },
  args: {
    authority,
    host: {
      type: 'string',
      description: 'The name or address under which machines reach it, as in `fleet invite --url`.',
      required: true,
      valueHint: 'HOST',
    },
    port: {
      type: 'string',
      description: 'Where it listens; 0 lets the system choose.',
      default: '8443',
      valueHint: 'PORT',
    },
    address: { type: 'string', description: 'On which address of this machine.', default: '::', valueHint: 'ADDRESS' },
    days: {
      type: 'string',
      description: 'How long the certificates are good that it gives out.',
      default: '825',
      valueHint: 'N',
    },
    json: { type: 'boolean', description: 'One JSON object a line: {at, line}, the first one with {url}.' },
  },
  async run({ args }) {
    const port = whole('--port', args.port, 0, 65_535)
    const days = whole('--days', args.days, 1, 3650)
    if (!URL.canParse(`https://${args.host}`))
      throw new Fault('ARGUMENT_INVALID', { argument: '--host', value: args.host, expected: 'a name or an address' })
    const signal = interruption()
    const say = (line: string, more = {}) =>
      void process.stdout.write(
        args.json ? `${JSON.stringify({ at: new Date(), line, ...more })}\n` : `${new Date().toISOString()} ${line}\n`,
      )
    const options = {
      host: args.host.replace(/^\[|\]$/g, ''),
      address: args.address,
      port,
      days,
      now: Date.now,
      told: say,
    }
    const known = await openAuthority(args.authority)
    const invitations = new Invitations(join(args.authority, 'fleet.db'))
    try {
      const server = await open({ ...options, authority: known, invitations })
      const url = `https://${args.host}:${server.port}`
      say(`machines join at ${url}`, { url })
      await new Promise<void>(resolve => {
        if (signal.aborted) resolve()
        else signal.addEventListener('abort', () => resolve())
      })
      await server.close()
    } finally {
      invitations.close()
    }
  },
})
