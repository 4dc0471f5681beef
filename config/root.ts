import { existsSync } from 'node:fs'

/** The folder of the package, whether this file runs as it was written or as it was built into dist/. */
export const ROOT: URL = [new URL('../', import.meta.url), new URL('../../', import.meta.url)].find(folder =>
  existsSync(new URL('package.json', folder)),
)!
