import { closeSync, constants, openSync, statSync } from 'node:fs'
import { Socket } from 'node:net'
import { ReadStream } from 'node:tty'
import { Fault, why } from '../../config/fault.ts'
import { now } from '../clock.ts'
import type { Scans } from '../frame.ts'
import { admission } from '../group.ts'
import type { Source } from '../source.ts'
import { Lines } from './lines.ts'
import { type Speed, setSpeed } from './speed.ts'

/**
 * A scanner that sends each code as a line: a serial port, such as /dev/ttyACM0 of one on USB, or a named pipe into which another
 * program writes. Without a speed the port keeps the one it has, which one on USB does not care about. Times are those at which
 * lines ended here. Throws SOURCE_REFUSED where there is nothing to be read at the path or we may not, SOURCE_LOST where it goes away.
 */
export function device(id: string, path: string, speed?: Speed): Source<Scans> {
  return {
    id,
    async *open(signal) {
      if (signal.aborted) return
      const stream = await listen(id, path, speed)
      const end = () => stream.destroy()
      // It may fail before it is read; then reading tells.
      stream.on('error', () => {})
      signal.addEventListener('abort', end)
      if (signal.aborted) end()
      const lines = new Lines()
      try {
        yield []
        for await (const bytes of stream as AsyncIterable<Buffer>) {
          const scans = lines.take(bytes).map(text => ({ atMs: now(), text }))
          bytes.fill(0)
          if (scans.length > 0) yield scans
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

async function listen(id: string, path: string, speed: Speed | undefined): Promise<Socket> {
  try {
    if (statSync(path).isFIFO()) {
      // Open for writing too: whoever writes into it may come and go.
      return new Socket({ fd: openSync(path, constants.O_RDWR | constants.O_NONBLOCK), writable: false })
    }
    return await port(path, speed)
  } catch (thrown) {
    throw new Fault('SOURCE_REFUSED', { sensor: id, why: why(thrown), next: remedy(path, thrown) }, thrown)
  }
}

async function port(path: string, speed: Speed | undefined): Promise<Socket> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
  let stream: ReadStream | undefined
  try {
    stream = new ReadStream(fd)
    // As it comes, without echo; which also makes every character one of eight bits, so that the frame is set after it.
    stream.setRawMode(true)
    if (speed) await setSpeed(fd, speed)
    return stream
  } catch (thrown) {
    stream?.destroy()
    throw thrown
  } finally {
    if (!stream || !owns(stream, fd)) closeSync(fd)
  }
}

/**
 * Whether it is this one that a stream reads and closes. libuv opens a terminal once more by its name and reads that; the first one is left to
 * us. While it is held, the kernel gives a scanner that is put in again another name, and nobody finds it.
 */
function owns(stream: ReadStream, fd: number): boolean {
  const { _handle: handle } = stream as unknown as { readonly _handle?: { readonly fd?: number } | null }
  return handle?.fd === undefined || handle.fd === fd
}

function remedy(path: string, thrown: unknown): string {
  switch ((thrown as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'Plug it in; a path under /dev/serial/by-id stays the same wherever that is.'
    case 'EACCES':
    case 'EPERM':
      return admission(path)
    case 'EBUSY':
      return `End the other program that reads it; find it with: fuser -v ${path}`
    default:
      return 'See that the path is that of a serial port, which knows the speed that is asked for, or of a named pipe.'
  }
}
