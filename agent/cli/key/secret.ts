import { randomBytes } from 'node:crypto'
import { defineCommand } from 'citty'
import { KEY } from '../../identity/gallery/key.ts'
import { writeSecret } from '../../identity/sign.ts'
import { print } from '../run.ts'

export const secret = defineCommand({
  meta: {
    name: 'secret',
    description: 'Make a secret of 64 hex digits: the key of the gallery, or of the pseudonyms of one subscriber.',
  },
  args: {
    file: {
      type: 'positional',
      description: 'Where it goes; nobody else may read it, and nothing is written over.',
      required: true,
    },
    json: { type: 'boolean', description: 'One JSON object: {file}.' },
  },
  run({ args: { file, json } }) {
    writeSecret(file, `${randomBytes(KEY).toString('hex')}\n`)
    print(json, { file }, () => `A new secret is in ${file}.`)
  },
})
