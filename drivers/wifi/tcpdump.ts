import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { Fault } from '../../config/fault.ts'
import { clock } from '../clock.ts'
import type { Source } from '../source.ts'
import { type FrameBatch, later } from './batch.ts'
import { complaint, notMonitor } from './complaint.ts'
import { frames } from './frames.ts'

/** Probe requests and no other frame reach us: the kernel throws the rest away, so nothing of their content is ever here. */
export const FILTER = 'type mgt subtype probe-req'
/** Longer than any probe request that was seen. */
export const SNAP_BYTES = 512

/** A tcpdump that does not end when asked is ended after this. */
const PATIENCE_MS = 2000
/** So much of what it says is kept. */
const LAST_WORDS = 4096

/**
 * The probe requests of an interface in monitor mode, through a tcpdump child: a fault there ends a child and not the agent, and
 * only the child needs the right to capture. `command` is what runs it, for a helper under another name; `filter` is which frames.
 *
 * Throws TOOL_MISSING; SOURCE_REFUSED where the interface is not there, not up, not in monitor mode or not ours to capture on;
 * SOURCE_LOST where it vanishes or tcpdump ends. An abort ends the child before the last item is awaited.
 */
export function tcpdump(
  id: string,
  network: string,
  command: readonly string[] = ['tcpdump'],
  filter = FILTER,
): Source<FrameBatch> {
  return { id, open: signal => listen(id, network, command, filter, signal) }
}

async function* listen(
  id: string,
  network: string,
  [program = 'tcpdump', ...before]: readonly string[],
  filter: string,
  signal: AbortSignal,
): AsyncGenerator<FrameBatch> {
  if (signal.aborted) return
  const options = ['-i', network, '-w', '-', '-U', '--immediate-mode', '-s', String(SNAP_BYTES), '-n']
  const child = spawn(program, [...before, ...options, filter], { stdio: ['ignore', 'pipe', 'pipe'] })
  const words = lastWords(child.stderr)
  // `once` rejects with what `spawn` complains of: there is no such program.
  const ended = once(child, 'close').then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  )
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  let unread: unknown
  let heard = false
  try {
    for await (const batch of frames(child.stdout, network)) {
      if (signal.aborted) return
      heard = true
      yield later(batch, -clock.aheadMs())
    }
  } catch (thrown) {
    unread = thrown
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
    child.stdout.destroy()
    const lateness = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    await ended
    clearTimeout(lateness)
  }
  if (signal.aborted) return

  const error = await ended
  if (error?.code === 'ENOENT') throw new Fault('TOOL_MISSING', { tool: program, package: 'tcpdump' }, error)
  if (unread instanceof Fault && /link type/.test(unread.message)) throw notMonitor(id, network, unread)
  const listening = heard || /listening on/.test(words())
  throw complaint(id, network, words() || error?.message || '', listening, error ?? unread)
}

function lastWords(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (part: string) => (text = (text + part).slice(-LAST_WORDS)))
  return () => text
}
