import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import registryFetch from 'npm-registry-fetch'
import { Fault, why } from '../config/fault.ts'

/** A connection that breaks off this often, however much it brings each time, is given up. */
const MOST_ATTEMPTS = 20

export interface Download {
  /** Called as bytes arrive; those of an earlier run count. The total is unknown where the server does not say. */
  onBytes?: ((doneBytes: number, totalBytes: number | undefined) => void) | undefined
  signal?: AbortSignal | undefined
  /** Silence after which a connection counts as broken. */
  stallMs?: number
  /** Time between a broken connection and the next. */
  pauseMs?: number
}

/**
 * Fetches a URL into a file over HTTP, proxies of the environment included. What is already in the file is taken for the
 * beginning and asked for no more (RFC 9110 §14); a server without ranges sends all of it again. A connection that breaks is
 * taken up where it broke, as long as each one brings something. Bytes are written to their own places, so two downloads into
 * one file do no harm. Nothing is verified here: that is for the caller, who must throw the file away where it turns out wrong.
 * @throws Fault FILE_UNWRITABLE; anything else means that the URL could not be fetched, and the file keeps what came
 */
export async function download(url: string, file: string, options: Download = {}): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await lengthOf(file)
    try {
      return await attempted(url, file, before, options)
    } catch (thrown) {
      options.signal?.throwIfAborted()
      const came = (await lengthOf(file)) !== before
      if (thrown instanceof Fault || !came || attempt === MOST_ATTEMPTS) throw thrown
      await pause(options.pauseMs ?? 1000, undefined, { signal: options.signal })
    }
  }
}

async function attempted(url: string, file: string, from: number, options: Download): Promise<void> {
  const stall = new AbortController()
  const timer = setTimeout(() => stall.abort(), options.stallMs ?? 30_000)
  const signal = options.signal ? AbortSignal.any([options.signal, stall.signal]) : stall.signal
  let handle: FileHandle | undefined
  try {
    const response = await registryFetch(url, {
      headers: { range: `bytes=${from}-`, 'accept-encoding': 'identity' },
      retry: { retries: 0 },
      signal,
    })
    const { start, total } = extent(response.status, response.headers, from)
    handle = await writable(file)
    let at = start
    for await (const chunk of response.body) {
      timer.refresh()
      at = await written(handle, file, chunk as Buffer, at)
      options.onBytes?.(at, total)
    }
    if (total !== undefined && at !== total) throw new Error(`the connection ended after ${at} of ${total} bytes`)
    await handle.truncate(at)
    await handle.sync()
  } catch (thrown) {
    if (await satisfied(thrown, file, from)) return
    if (stall.signal.aborted && !options.signal?.aborted) throw new Error('the server fell silent', { cause: thrown })
    throw thrown
  } finally {
    clearTimeout(timer)
    await handle?.close()
  }
}

/** Where in the file the body of an answer belongs. */
function extent(status: number, headers: { get(name: string): string | null }, from: number) {
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
    if (Number(range?.[1]) !== from) throw new Error('the server sent another range than was asked for')
    return { start: from, total: range![2] === '*' ? undefined : Number(range![2]) }
  }
  if (status !== 200) throw new Error(`the server answered ${status}`)
  const length = headers.get('content-length')
  return { start: 0, total: length === null ? undefined : Number(length) }
}

/** RFC 9110 §15.5.17: a server says 416 where nothing lies beyond what we have. A file longer than the whole is begun anew. */
async function satisfied(thrown: unknown, file: string, from: number): Promise<boolean> {
  const { statusCode, headers } = thrown as { statusCode?: number; headers?: Record<string, string[]> }
  if (statusCode !== 416) return false
  const total = Number(/^bytes \*\/(\d+)$/.exec(headers?.['content-range']?.[0] ?? '')?.[1])
  if (total === from) return true
  const handle = await writable(file)
  await handle.truncate(0)
  await handle.close()
  return false
}

async function writable(file: string): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDWR | constants.O_CREAT)
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}

async function written(handle: FileHandle, file: string, chunk: Buffer, at: number): Promise<number> {
  try {
    for (let done = 0; done < chunk.length; )
      done += (await handle.write(chunk, done, chunk.length - done, at + done)).bytesWritten
    return at + chunk.length
  } catch (thrown) {
    throw new Fault('FILE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}

async function lengthOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw thrown
  }
}
