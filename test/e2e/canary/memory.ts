import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

const CHUNK = 8 << 20

/**
 * What a core dump of a stopped process would hold, and more: every part of its memory that can be read and is its own. A parent may
 * read this of its child where the kernel lets it trace it (ptrace(2); Yama's scope 1 lets a parent).
 * Throws where the kernel does not.
 */
export function* memoryOf(pid: number): Generator<Buffer> {
  const handle = openSync(`/proc/${pid}/mem`, 'r')
  const chunk = Buffer.allocUnsafe(CHUNK)
  try {
    for (const { from, to } of regions(pid))
      for (let at = from; at < to; at += BigInt(CHUNK)) {
        const most = Number(to - at < BigInt(CHUNK) ? to - at : BigInt(CHUNK))
        const read = readable(handle, chunk, most, at)
        if (read > 0) yield chunk.subarray(0, read)
      }
  } finally {
    closeSync(handle)
  }
}

/** Whether the kernel lets us. */
export function canRead(pid: number): boolean {
  try {
    return memoryOf(pid).next().value !== undefined
  } catch {
    return false
  }
}

/** Readable, and not just a file's unchanged pages: what was written to, and what belongs to no file. */
function regions(pid: number): { from: bigint; to: bigint }[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .flatMap(line => {
      const [range, rights, , , , path = ''] = line.split(/\s+/)
      if (!rights?.startsWith('r') || path.startsWith('[v')) return []
      if (path.startsWith('/') && !rights.includes('w')) return []
      const [from, to] = range.split('-').map(hex => BigInt(`0x${hex}`))
      return [{ from, to }]
    })
}

/** Pages that were never touched cannot be read in some kernels: there is nothing in them. */
function readable(handle: number, chunk: Buffer, most: number, at: bigint): number {
  try {
    return readSync(handle, chunk, 0, most, at as unknown as number)
  } catch (thrown) {
    if (['EIO', 'EFAULT'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return 0
    throw thrown
  }
}
