import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Fault } from '../../config/fault.ts'

/** What runs it, and words before its own: `iw`, or `ip netns exec NAME iw`. */
export type Iw = readonly string[]
export const IW: Iw = ['iw']

/** One that does not end is ended after this. */
const PATIENCE_MS = 5000
/** More than this it has no reason to say. */
const MOST_BYTES = 1 << 20

/** What an interface says of itself. */
export interface Radio {
  /** monitor, managed, AP and others. */
  readonly type: string
  /** Number of the radio (wiphy), whose abilities are those of all its interfaces. */
  readonly phy: number | undefined
  /** Centre of the channel that it is on; undefined where it is on none. */
  readonly mhz: number | undefined
}

/** A channel of a radio. */
export interface Tunable {
  readonly channel: number
  readonly mhz: number
  /** Whether law or hardware shuts it. */
  readonly disabled: boolean
}

/** What iw answers; code 0 where it did what was asked. */
export interface Answer {
  readonly code: number | null
  readonly out: string
  readonly words: string
}

/** Runs iw to its end. Where the signal aborts or its time is over, it is ended, and not waited for. @throws Fault TOOL_MISSING */
export async function ask(
  [program = 'iw', ...before]: Iw,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<Answer> {
  if (signal?.aborted) return { code: null, out: '', words: '' }
  // A user's search path leaves out where Debian keeps it.
  const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` }
  const child = spawn(program, [...before, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
  const said = { out: '', words: '' }
  for (const [stream, name] of [
    [child.stdout, 'out'],
    [child.stderr, 'words'],
  ] as const)
    stream.setEncoding('utf8').on('data', (part: string) => (said[name] = (said[name] + part).slice(0, MOST_BYTES)))
  let leave = () => {}
  // One that hangs in the kernel is not gone when it is killed, and what it started may have its pipes: neither may hold this process.
  const left = new Promise<[code: null]>(resolve => (leave = () => resolve([null])))
  const end = () => {
    child.kill('SIGKILL')
    child.unref()
    child.stdout.destroy()
    child.stderr.destroy()
    leave()
  }
  const timer = setTimeout(end, PATIENCE_MS)
  signal?.addEventListener('abort', end, { once: true })
  try {
    const [code] = await Promise.race([once(child, 'close'), left])
    return { code, ...said }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    throw new Fault('TOOL_MISSING', { tool: program, package: 'iw' }, thrown)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}

/** Of the answer to `iw dev NAME info`; undefined where it is none. */
export function radioOf(out: string): Radio | undefined {
  const type = /^\s*type (\S+)/m.exec(out)?.[1]
  if (type === undefined) return undefined
  const phy = /^\s*wiphy (\d{1,6})/m.exec(out)?.[1]
  const mhz = /^\s*channel \d+ \((\d{3,5}) MHz\)/m.exec(out)?.[1]
  return { type, phy: phy === undefined ? undefined : Number(phy), mhz: mhz === undefined ? undefined : Number(mhz) }
}

/** Of the answer to `iw phy NAME info` or `channels`: the channels of 2.4 and 5 GHz, each once, in order. */
export function tunables(out: string): Tunable[] {
  const found = new Map<number, Tunable>()
  for (const [, mhzText, , channelText, rest] of out.matchAll(/^\s*\* (\d{4})(\.\d)? MHz \[(\d{1,3})\](.*)$/gm)) {
    const mhz = Number(mhzText)
    if (mhz < 2400 || mhz > 5900) continue
    found.set(mhz, { channel: Number(channelText), mhz, disabled: /disabled/.test(rest!) })
  }
  return [...found.values()].sort((a, b) => a.mhz - b.mhz)
}
