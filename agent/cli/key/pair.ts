import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { Slug } from '../../../config/shapes.ts'
import { makeKey } from '../../identity/sign.ts'
import { print } from '../run.ts'

export const pair = defineCommand({
  meta: {
    name: 'pair',
    description:
      'Make a pair of Ed25519 keys to sign with: of the owner of the shop, who lets it rise to a privacy level, or of a member system. The secret one goes into the file, the other is told.',
  },
  args: {
    file: {
      type: 'positional',
      description: 'Where the secret key goes, as a JWK; nobody else may read it, and nothing is written over.',
      required: true,
    },
    kid: { type: 'string', default: 'owner', description: 'Its name, as in identity.issuer.keys.' },
    json: { type: 'boolean', description: 'One JSON object: {file, kid, x}.' },
  },
  run({ args: { file, kid, json } }) {
    if (!Slug.safeParse(kid).success)
      throw new Fault('ARGUMENT_INVALID', { argument: '--kid', value: kid, expected: 'lower-case letters and digits' })
    const { x } = makeKey(file, kid)
    print(json, { file, kid, x }, () =>
      [`The secret key is in ${file}. Keep it away from the shop.`, `What the shop may know of it, x: ${x}`].join('\n'),
    )
  },
})
