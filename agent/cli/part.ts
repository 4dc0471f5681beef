import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { Fault, why } from '../../config/fault.ts'

/** A file that grows beside the one that it is to replace, which stays as it was until all is told. */
export interface Part {
  write(content: string | Uint8Array): void
  /** It takes its place. @throws Fault FILE_UNWRITABLE for whatever went wrong since the opening */
  keep(): Promise<void>
  /** Nothing of it stays. */
  drop(): Promise<void>
}

/** @throws Fault FILE_UNWRITABLE where it will not be possible to write there */
export async function openPart(path: string): Promise<Part> {
  const part = `${path}.part`
  const unwritable = (thrown: unknown) => new Fault('FILE_UNWRITABLE', { file: path, why: why(thrown) }, thrown)
  if ((await stat(path).catch(() => undefined))?.isDirectory()) throw unwritable('it is a folder')
  const stream = createWriteStream(part)
  const written = finished(stream).catch(thrown => {
    throw unwritable(thrown)
  })
  await once(stream, 'open').catch(() => written)
  // Awaited by `keep`; until then a failure must not count as one that nobody looks at.
  written.catch(() => {})
  return {
    write: content => void stream.write(content),
    async keep() {
      stream.end()
      await written
      await rename(part, path).catch(thrown => {
        throw unwritable(thrown)
      })
    },
    async drop() {
      stream.destroy()
      await written.catch(() => {})
      await rm(part, { force: true })
    },
  }
}
