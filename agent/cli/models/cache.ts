import { loadConfig } from '../../../config/load.ts'
import { Models } from '../../../config/models.ts'
import { cacheFolder } from '../../../models/cache.ts'

/** Options that every command about weights has. */
export const cacheArgs = {
  cache: {
    type: 'string',
    valueHint: 'DIR',
    description: 'Where weights are kept (default: AISLE_MODELS, models.cache, the cache folder of the user).',
  },
  config: { type: 'string', valueHint: 'FILE', description: 'The configuration whose models section counts.' },
  json: { type: 'boolean', description: 'One JSON object.' },
} as const

/** The models section that counts, and the folder of the weights. Throws what loading a configuration throws. */
export function settled(args: { cache?: string | undefined; config?: string | undefined }): {
  section: Models
  cache: string
} {
  const section = args.config ? loadConfig(args.config).models : Models.parse({})
  return { section, cache: cacheFolder(args.cache, section.cache) }
}
