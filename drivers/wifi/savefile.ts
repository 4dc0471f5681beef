import { createReadStream } from 'node:fs'
import { Fault, why } from '../../config/fault.ts'
import type { Source } from '../source.ts'
import type { FrameBatch } from './batch.ts'
import { frames } from './frames.ts'

const PIECE = 256 * 1024

/**
 * A capture on disk, read as fast as it is asked for; times are those of the capture. Throws FILE_UNREADABLE where the file
 * cannot be read and CAPTURE_MALFORMED as {@link frames} does.
 */
export function savefile(id: string, path: string): Source<FrameBatch> {
  return { id, open: signal => read(path, signal) }
}

async function* read(path: string, signal: AbortSignal): AsyncGenerator<FrameBatch> {
  if (signal.aborted) return
  const file = createReadStream(path, { highWaterMark: PIECE })
  // Without an argument the stream ends without an error.
  const stop = () => file.destroy()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const batch of frames(file, path)) {
      if (signal.aborted) return
      yield batch
    }
  } catch (thrown) {
    if (signal.aborted) return
    if (thrown instanceof Fault) throw thrown
    throw new Fault('FILE_UNREADABLE', { file: path, why: why(thrown) }, thrown)
  } finally {
    signal.removeEventListener('abort', stop)
    file.destroy()
  }
}
