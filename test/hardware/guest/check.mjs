import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Longest that one thing may take, on a slow machine. */
const PATIENCE_MS = 300_000

let part = ''
export function begin(name) {
  part = name
}

/** Runs one check and writes down what came of it; what it answers is what was seen. */
export async function check(what, look) {
  const sinceMs = performance.now()
  let ok = true
  let said = ''
  try {
    const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('it took too long')))
    said = (await Promise.race([look(), late])) ?? ''
  } catch (thrown) {
    ok = false
    said = thrown instanceof Error ? thrown.message : String(thrown)
  }
  const finding = { part, what, ok, seconds: (performance.now() - sinceMs) / 1000, said: said.slice(0, 600) }
  appendFileSync('/run/out/findings', `${JSON.stringify(finding)}\n`)
}

export function expect(isSo, otherwise) {
  if (!isSo) throw new Error(otherwise)
}

/** The fault that a source ends with, before it has given more than so many items. */
export async function faultOf(source, code, pattern, most = Number.POSITIVE_INFINITY, at = () => {}) {
  let count = 0
  const stop = new AbortController()
  try {
    for await (const item of source.open(stop.signal)) {
      await at(item, count)
      if (++count >= most) throw new Error(`it gave ${count} items and no fault`)
    }
  } catch (fault) {
    expect(fault.code === code && pattern.test(fault.message), `${fault.code ?? ''} ${fault.message}`)
    return fault.message
  }
  throw new Error(`it ended without a fault after ${count} items`)
}

/** Runs a program of the guest. */
export function run(program, ...args) {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What came of it, or undefined where it failed. */
export function attempt(act) {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** Loads a module of the kernel, or unloads it. */
export function modprobe(...args) {
  return run('modprobe', '-d', process.env.MODULES, ...args)
}

/** Does something as a user who is nobody, and comes back. */
export async function asNobody(act) {
  process.initgroups?.(65534, 65534)
  process.setegid(65534)
  process.seteuid(65534)
  try {
    return await act()
  } finally {
    process.seteuid(0)
    process.setegid(0)
    process.setgroups([0])
  }
}

/** Asks again and again until it is so. */
export async function until(isSo, what, longestMs = 100_000) {
  const sinceMs = performance.now()
  while (!(await isSo())) {
    if (performance.now() - sinceMs > longestMs) throw new Error(`waited ${longestMs / 1000} s for ${what}`)
    await sleep(50)
  }
}

export function word(name) {
  return new RegExp(`(?:^| )${name}=(\\S*)`).exec(readFileSync('/proc/cmdline', 'utf8'))?.[1] ?? ''
}
