import { constants, openSync, statSync } from 'node:fs'
import { Socket } from 'node:net'
import { ReadStream } from 'node:tty'
import { Fault, why } from '../../config/fault.ts'
import { now } from '../clock.ts'
import type { Scan } from '../frame.ts'
import type { Source } from '../source.ts'
import { Lines } from './lines.ts'

/**
 * A scanner that sends each code as a line: a serial port, such as /dev/ttyACM0 of one on USB, or a named pipe into which another
 * program writes. Times are those at which lines ended here. Throws SOURCE_REFUSED where there is nothing to be read at the path or
 * we may not, SOURCE_LOST where it goes away.
 */
export function device(id: string, path: string): Source<Scan> {
  return {
    id,
    async *open(signal) {
      if (signal.aborted) return
      const stream = listen(id, path)
      const end = () => stream.destroy()
      signal.addEventListener('abort', end)
      const lines = new Lines()
      try {
        for await (const bytes of stream as AsyncIterable<Buffer>) {
          for (const text of lines.take(bytes)) yield { atMs: now(), text }
          bytes.fill(0)
        }
      } catch (thrown) {
        if (!signal.aborted) throw new Fault('SOURCE_LOST', { sensor: id, why: why(thrown) }, thrown)
      } finally {
        signal.removeEventListener('abort', end)
        stream.destroy()
      }
      if (!signal.aborted) throw new Fault('SOURCE_LOST', { sensor: id, why: `${path} came to its end` })
    },
  }
}

function listen(id: string, path: string): Socket {
  try {
    if (statSync(path).isFIFO()) {
      // Open for writing too: whoever writes into it may come and go.
      return new Socket({ fd: openSync(path, constants.O_RDWR | constants.O_NONBLOCK), writable: false })
    }
    const port = new ReadStream(openSync(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK))
    // As it comes, without echo: the scanner's own speed holds, which a port on USB does not have.
    port.setRawMode(true)
    return port
  } catch (thrown) {
    const next =
      'See that the path is that of a serial port or a named pipe, and that this user may read it (group dialout).'
    throw new Fault('SOURCE_REFUSED', { sensor: id, why: why(thrown), next }, thrown)
  }
}
