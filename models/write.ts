import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { Fault, why } from '../config/fault.ts'

/**
 * Writes a file, whole or not at all: until all of it is there, what was there before is.
 * @param makeFolder whether a folder that is not there is made
 * @throws Fault FILE_UNWRITABLE
 */
export async function write(file: string, content: string | Uint8Array, makeFolder = false): Promise<void> {
  try {
    if (makeFolder) await mkdir(dirname(file), { recursive: true })
    const { buffer, byteOffset, byteLength } = typeof content === 'string' ? Buffer.from(content) : content
    await writeFileAtomic(file, Buffer.from(buffer, byteOffset, byteLength))
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}
