import { Fault, why } from '../../config/fault.ts'
import type { FrameBatch } from './batch.ts'
import { Capture } from './capture.ts'
import { unpack } from './unpack.ts'

/**
 * The frames of a capture that comes in pieces of any length: pcap of both byte orders and both resolutions, or pcapng, packed
 * with gzip or not; link types radiotap (127), 802.11 (105), Prism (119) and AVS (163). Damaged frames are counted and left
 * out; a capture that breaks off is read up to there and its last batch says so. The first batch comes with the header, be there frames
 * behind it or not. Memory does not grow with the capture.
 *
 * Throws CAPTURE_MALFORMED where the header, or a record so damaged that the next one cannot be found, makes reading on
 * impossible; all frames before that have been handed out by then. `name` is what the fault calls the capture.
 */
export async function* frames(chunks: AsyncIterable<Uint8Array>, name = 'The stream'): AsyncGenerator<FrameBatch> {
  const capture = new Capture(name)
  let read = 0
  let hasBegun = false
  try {
    for await (const chunk of unpack(chunks)) {
      read += chunk.length
      for (let at = 0; at < chunk.length; ) {
        at += capture.fill(chunk, at)
        const batch = capture.read()
        const begins: boolean = !hasBegun && capture.hasBegun
        hasBegun ||= begins
        if (begins || batch.count > 0 || batch.malformed > 0) yield batch
        capture.assertReadable()
      }
    }
  } catch (thrown) {
    if (!isZlib(thrown)) throw thrown
    throw new Fault('CAPTURE_MALFORMED', { file: name, why: `${why(thrown)} (gzip)`, offset: read }, thrown)
  }
  const last = capture.end()
  if (last.truncated) yield last
}

function isZlib(thrown: unknown): boolean {
  return thrown instanceof Error && String((thrown as NodeJS.ErrnoException).code).startsWith('Z_')
}
