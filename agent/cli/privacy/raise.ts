import { randomUUID } from 'node:crypto'
import { defineCommand } from 'citty'
import { LEVELS } from '../../../config/jurisdictions.ts'
import { loadConfig } from '../../../config/load.ts'
import { LevelClaims, TYPES } from '../../identity/claims.ts'
import { readKey, signed } from '../../identity/sign.ts'
import { shopOf } from '../../identity/trust.ts'
import { print } from '../run.ts'

/** So long it may lie before the shop uses it. */
const DAYS = 7
const DAY_S = 86_400

export const raise = defineCommand({
  meta: {
    name: 'raise',
    description:
      "Sign, with the owner's key, that a shop may rise to a privacy level: once, within a week. Prints what to paste into the section privacy.",
  },
  args: {
    config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration of the shop.' },
    key: { type: 'string', valueHint: 'FILE', required: true, description: 'The secret key of the owner.' },
    level: { type: 'enum', options: [...LEVELS], default: 'members', description: 'To which level.' },
    json: { type: 'boolean', description: 'One JSON object: {level, ownerKey, raiseToken}.' },
  },
  async run({ args }) {
    const key = readKey(args.key)
    const nowS = Math.floor(Date.now() / 1000)
    const times = { iat: nowS, exp: nowS + DAYS * DAY_S }
    const claims = {
      iss: 'owner',
      aud: shopOf(loadConfig(args.config)),
      jti: randomUUID(),
      ...times,
      level: args.level,
    }
    // The shop knows the owner's key by nothing but itself, and calls it owner.
    const raiseToken = await signed(TYPES.level, LevelClaims.parse(claims), { ...key, kid: 'owner' })
    print(args.json, { level: args.level, ownerKey: key.x, raiseToken }, () =>
      ['privacy:', `  level: ${args.level}`, `  ownerKey: ${key.x}`, `  raiseToken: ${raiseToken}`].join('\n'),
    )
  },
})
