import { existsSync } from 'node:fs'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { type Gallery, openGallery } from '../../identity/gallery/gallery.ts'
import { readStoreKey } from '../../identity/gallery/key.ts'
import { netOf } from '../../identity/gallery/net.ts'

/** Options that every command about the gallery has. */
export const memberArgs = {
  config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration, a YAML file.' },
  json: { type: 'boolean', description: 'One JSON object.' },
} as const

/**
 * Does something with the gallery of a configuration, while the agent may be running; it sees at once what was changed.
 * @throws Fault GALLERY_UNUSABLE, KEY_UNUSABLE, IDENTITY_UNCONFIGURED, FILE_UNREADABLE, and what loading a configuration throws
 */
export async function withGallery<T>(
  file: string,
  work: (gallery: Gallery, config: Config) => Promise<T> | T,
): Promise<T> {
  const config = loadConfig(file)
  if (!config.identity) throw new Fault('IDENTITY_UNCONFIGURED', { file })
  const { path, key } = config.identity.gallery
  if (!existsSync(path)) throw new Fault('FILE_UNREADABLE', { file: path, why: 'nobody was enrolled yet' })
  const gallery = openGallery(path, readStoreKey(key), netOf())
  try {
    return await work(gallery, config)
  } finally {
    gallery.close()
  }
}
