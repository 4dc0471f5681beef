// Loaded before anything else (--import): sets the clock on the wall and crashes the workers of an agent when the soak says so. The pace of an
// agent's time is libfaketime's, which cannot set one clock without the other. Whoever only has to agree with it on what time it is, and
// else lives in real time, names its pace and since when: AISLE_PACE, AISLE_SINCE.
import children from 'node:child_process'
import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const folder = process.env.AISLE_SOAK
/** By the time of the shop. */
const LOOK_MS = 1000

const RealDate = Date
const pace = Number(process.env.AISLE_PACE ?? 1)
const since = Number(process.env.AISLE_SINCE ?? 0)
let byMs = 0
let lookedMs = Number.NEGATIVE_INFINITY

function ahead() {
  if (performance.now() - lookedMs < LOOK_MS) return byMs
  lookedMs = performance.now()
  try {
    byMs = Number(readFileSync(`${folder}/clock`, 'utf8')) || 0
  } catch {
    byMs = 0
  }
  return byMs
}

function now() {
  return since + (RealDate.now() - since) * pace + ahead()
}

globalThis.Date = class extends RealDate {
  constructor(...of) {
    if (of.length === 0) super(now())
    else super(...of)
  }

  static now() {
    return now()
  }
}

// A child, such as ffmpeg, reads the same clock on the wall. (Set in this process, libfaketime would take the variable for its own.)
const rate = /x[\d.]+$/.exec(process.env.FAKETIME ?? '')?.[0]
const { spawn } = children
if (rate) {
  children.spawn = (command, args, options = {}) => {
    const by = ahead() / 1000
    const env = { ...(options.env ?? process.env), FAKETIME: `${by < 0 ? '' : '+'}${by} ${rate}` }
    return spawn(command, args, { ...options, env })
  }
  syncBuiltinESMExports()
}

if (!isMainThread) {
  const at = () => statSync(`${folder}/crash`, { throwIfNoEntry: false })?.mtimeMs
  const was = at()
  setInterval(() => {
    if (at() === was) return
    appendFileSync(`${folder}/crashed`, '.')
    process.exit(1)
  }, LOOK_MS).unref()
}
