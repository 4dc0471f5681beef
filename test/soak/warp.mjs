// Loaded into the agent before anything else (--import): sets its clock on the wall and crashes its workers when the soak says so. The
// pace of time itself is libfaketime's, which cannot set one clock without the other.
import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const folder = process.env.AISLE_SOAK
/** By the time of the shop. */
const LOOK_MS = 1000

const RealDate = Date
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

globalThis.Date = class extends RealDate {
  constructor(...of) {
    if (of.length === 0) super(RealDate.now() + ahead())
    else super(...of)
  }

  static now() {
    return RealDate.now() + ahead()
  }
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
