import { existsSync } from 'node:fs'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { type Books, openBooks } from '../../identity/gallery/books.ts'

/** Options that every command about the gallery has. */
export const memberArgs = {
  config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration, a YAML file.' },
  json: { type: 'boolean', description: 'One JSON object.' },
} as const

/**
 * Does something with the gallery of a configuration, while the agent may be running; it sees at once what was changed. Only what adds
 * to it begins one.
 * @throws Fault GALLERY_UNUSABLE, KEY_UNUSABLE, LEDGER_UNUSABLE, IDENTITY_UNCONFIGURED, GALLERY_NONE, and what loading a
 * configuration throws
 */
export async function withBooks<T>(
  file: string,
  work: (books: Books, config: Config) => Promise<T> | T,
  { begin = false } = {},
): Promise<T> {
  const config = loadConfig(file)
  if (!config.identity) throw new Fault('IDENTITY_UNCONFIGURED', { file })
  const { path } = config.identity.gallery
  if (!begin && !existsSync(path)) throw new Fault('GALLERY_NONE', { file: path })
  const books = openBooks(config, file)
  try {
    return await work(books, config)
  } finally {
    books.close()
  }
}
