import { readFileSync } from 'node:fs'
import { Fault, why } from './fault.ts'

/** The secret in a file of its own: its first line, so that an editor's newline at the end does not count. @throws Fault FILE_UNREADABLE */
export function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0]
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file: path, why: why(thrown) }, thrown)
  }
}
