import { readFileSync } from 'node:fs'
import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { fingerprint, openAuthority } from '../../fleet/authority.ts'
import { places } from '../../fleet/join.ts'
import { Url, writeToken } from '../../fleet/token.ts'
import { number } from '../number.ts'
import { print } from '../run.ts'
import { authority } from './fleet.ts'
import { withInvitations } from './opened.ts'

const HOUR_MS = 3_600_000
/** Whom certificates.sh makes no certificate either: the broker's rules say something else of them. */
const TAKEN = ['aisle', 'ca', 'broker']

export const invite = defineCommand({
  meta: {
    name: 'invite',
    description:
      'Invite a machine, by its first configuration: tells the token that it joins by, which is shown this once.',
  },
  args: {
    authority,
    config: {
      type: 'string',
      description: 'Its first configuration, whose broker names caFile, certFile and keyFile beside it.',
      required: true,
      valueHint: 'FILE',
    },
    url: {
      type: 'string',
      description: 'Where the machine reaches `aislectl fleet serve`.',
      required: true,
      valueHint: 'https://HOST:PORT',
    },
    hours: { type: 'string', description: 'How long it may join by the token.', default: '24', valueHint: 'N' },
    bare: {
      type: 'boolean',
      description:
        'For the broker of one shop: the certificate bears the name of the agent alone, instead of all of aisle/v1/TENANT/STORE/AGENT.',
    },
    again: { type: 'boolean', description: 'Also where somebody of that name has joined, or may yet.' },
    json: { type: 'boolean', description: 'One JSON object: {token, invitation, name, expires}.' },
  },
  async run({ args }) {
    const hours = number('--hours', args.hours, 0.1, 720)
    const config = loadConfig(args.config)
    joinable(config, args)
    const { tenant, store, agent } = config.store
    const name = args.bare ? agent : `aisle/v1/${tenant}/${store}/${agent}`
    // A common name has room for no more (RFC 5280, appendix A.1, ub-common-name).
    if (name.length > 64)
      throw new Fault('ARGUMENT_INVALID', {
        argument: '--config',
        value: `of ${name}`,
        expected: 'a name of at most 64 characters',
      })
    if (args.bare && TAKEN.includes(agent))
      throw new Fault('ARGUMENT_INVALID', {
        argument: '--bare',
        value: agent,
        expected: `an agent that is not called ${TAKEN.join(', ')}: to the broker of a shop that is somebody else`,
      })
    if (!Url.safeParse(args.url).success)
      throw new Fault('ARGUMENT_INVALID', { argument: '--url', value: args.url, expected: 'https:// with a host' })
    const { certificate } = await openAuthority(args.authority)
    const nowMs = Date.now()
    const { id, secret } = withInvitations(args.authority, all => {
      if (!args.again && all.isKnown(name, nowMs)) throw new Fault('INVITATION_TWICE', { name })
      return all.invite(name, readFileSync(args.config, 'utf8'), nowMs, hours * HOUR_MS)
    })
    const token = writeToken({ url: args.url, authority: fingerprint(certificate), invitation: id, secret })
    const expires = new Date(nowMs + hours * HOUR_MS).toISOString()
    print(args.json, { token, invitation: id, name, expires }, () =>
      [
        `${name} may join until ${expires}. On that machine, as root:`,
        '',
        '  aislectl join - --config /etc/aisle/aisle.yaml',
        '',
        'and paste this there, then Ctrl-D, so that it is in no list of commands:',
        '',
        `  ${token}`,
        '',
        'Whoever has the token can join in its place: hand it over as you would a password.',
      ].join('\n'),
    )
  },
})

/** Said here, where it can be mended, and not as to a machine that joins. @throws Fault CONFIG_UNUSABLE */
function joinable(config: Config, { config: file, url }: { readonly config: string; readonly url: string }): void {
  try {
    places(config, file, url)
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.code !== 'JOIN_UNFIT') throw thrown
    const expected = `one of kind remote whose caFile, certFile and keyFile are names beside ${file}`
    throw new Fault(
      'CONFIG_UNUSABLE',
      { key: 'broker', value: `not to join with (${thrown.details.why})`, expected },
      thrown,
    )
  }
}
