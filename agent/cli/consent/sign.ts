import { randomUUID } from 'node:crypto'
import { defineCommand } from 'citty'
import type { z } from 'zod'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { ConsentClaims, PassClaims, RevocationClaims, TYPES, WithdrawalClaims } from '../../identity/claims.ts'
import { readKey, signed } from '../../identity/sign.ts'
import { shopOf } from '../../identity/trust.ts'
import { print } from '../run.ts'

const DAY_S = 86_400
const KINDS = {
  consent: { claims: ConsentClaims, seconds: 365 * DAY_S },
  withdrawal: { claims: WithdrawalClaims, seconds: DAY_S },
  revocations: { claims: RevocationClaims, seconds: DAY_S },
  pass: { claims: PassClaims, seconds: 120 },
} as const
type Kind = keyof typeof KINDS

export const sign = defineCommand({
  meta: {
    name: 'sign',
    description:
      'Sign what a member system signs: to try a shop without one, and to hold against what yours makes. Whose it is, for which shop, its number and its times are put in where the claims do not say them.',
  },
  args: {
    kind: { type: 'positional', description: `${Object.keys(KINDS).join(', ')}.`, required: true },
    config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration of the shop.' },
    key: { type: 'string', valueHint: 'FILE', required: true, description: 'The secret key of the member system.' },
    claims: { type: 'string', valueHint: 'JSON', default: '{}', description: 'What it says, as a JSON object.' },
    json: { type: 'boolean', description: 'One JSON object: {token, claims}.' },
  },
  async run({ args }) {
    if (!Object.hasOwn(KINDS, args.kind)) throw wrong('KIND', args.kind, Object.keys(KINDS).join(', '))
    const kind = args.kind as Kind
    const config = loadConfig(args.config)
    if (!config.identity) throw new Fault('IDENTITY_UNCONFIGURED', { file: args.config })
    const parsed = (KINDS[kind].claims as z.ZodType<object>).safeParse({
      ...common(config, kind, Math.floor(Date.now() / 1000)),
      ...read(args.claims),
    })
    if (!parsed.success) {
      const [{ path, message }] = parsed.error.issues
      throw wrong('--claims', path.join('.') || 'as it stands', message)
    }
    const token = await signed(TYPES[kind], parsed.data, readKey(args.key))
    print(args.json, { token, claims: parsed.data }, () => token)
  },
})

function common({ identity, privacy, store }: Config, kind: Kind, nowS: number): object {
  const claims = {
    iss: identity!.issuer.id,
    aud: shopOf({ store }),
    jti: randomUUID(),
    iat: nowS,
    exp: nowS + KINDS[kind].seconds,
  }
  return kind === 'consent'
    ? { ...claims, purposes: identity!.purposes, ...(privacy.jurisdiction && { jurisdiction: privacy.jurisdiction }) }
    : claims
}

/** @throws Fault ARGUMENT_INVALID */
function read(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {}
  throw wrong('--claims', text, 'a JSON object')
}

function wrong(argument: string, value: string, expected: string): Fault {
  return new Fault('ARGUMENT_INVALID', { argument, value, expected })
}
