import { readFileSync } from 'node:fs'
import { ROOT } from '../../config/root.ts'

/** The version of this package. */
export const VERSION: string = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')).version
