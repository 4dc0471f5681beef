import writeFileAtomic from 'write-file-atomic'
import { Fault, why } from '../../../config/fault.ts'

/** Writes a result, whole or not at all. @throws Fault FILE_UNWRITABLE */
export async function write(file: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(file, text)
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}
