import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { Fault, why } from '../config/fault.ts'

/**
 * Whether a file can be written there, as far as that can be told before: for whoever works long for what is then written.
 * @throws Fault FILE_UNWRITABLE
 */
export async function writable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK | constants.X_OK)
    if ((await stat(file).catch(() => undefined))?.isDirectory()) throw new Error('it is a folder')
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}

/**
 * Writes a file, whole or not at all: until all of it is there, what was there before is.
 * @param makeFolder whether a folder that is not there is made
 * @param mode who may read it, where not everybody whom this user lets
 * @throws Fault FILE_UNWRITABLE
 */
export async function write(
  file: string,
  content: string | Uint8Array,
  { makeFolder = false, mode }: { readonly makeFolder?: boolean; readonly mode?: number } = {},
): Promise<void> {
  try {
    if (makeFolder) await mkdir(dirname(file), { recursive: true })
    const { buffer, byteOffset, byteLength } = typeof content === 'string' ? Buffer.from(content) : content
    await writeFileAtomic(file, Buffer.from(buffer, byteOffset, byteLength), mode === undefined ? {} : { mode })
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}
