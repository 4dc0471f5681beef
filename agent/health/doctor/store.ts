import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { why } from '../../../config/fault.ts'
import type { Ms } from '../../../config/units.ts'
import { ailment } from '../../store/ailment.ts'
import { type Test, testDisk, testStore } from '../selftest.ts'
import { type Found, failed, passed } from './hop.ts'

/** What came of looking at a database. `isBusy`: another process has it open, which is an agent. */
export type Kept = Found & { readonly isBusy?: true }

/** Less than this is none. */
const LEAST_BYTES = 1 << 20

/**
 * The database of an agent that does not run, without changing what is in it: it is not begun, not taken over, not set aside. `source` is
 * whose it should be, `/{tenant}/{store}/{agent}`.
 */
export function stored(file: string, source: string, maxMegabytes: number, nowMs: Ms): Kept {
  if (!existsSync(file)) return begun(file)
  let db: Database.Database | undefined
  try {
    db = new Database(file, { fileMustExist: true, timeout: 200 })
    const check = db.pragma('quick_check(1)', { simple: true })
    if (check !== 'ok') return damaged(String(check))
    const owner = ownerOf(db)
    if (owner !== undefined && owner !== source)
      return failed(
        `${file} is of the agent ${owner.slice(1)}, this one is ${source.slice(1)}`,
        'Give each agent its own outbox.path.',
      )
    return [testStore(db, nowMs), testDisk(db, maxMegabytes)].map(found).reduce(worse)
  } catch (thrown) {
    switch (ailment(thrown)) {
      case 'locked':
        return {
          ...failed(`${file} is in use by another process`, 'An agent runs with it: ask that one, or stop it.'),
          isBusy: true,
        }
      case 'corrupt':
        return damaged(why(thrown))
      case 'full':
        return failed('the disk is full', 'Free some space; until then the agent keeps events in memory.')
      default:
        return failed(why(thrown), 'Check outbox.path, its permissions, and the disk.')
    }
  } finally {
    db?.close()
  }
}

/** Of a test of the agent, what a hop is. */
export function found({ passed: isPassed, found, next }: Test): Found {
  return { mark: isPassed ? 'passed' : 'failed', found, ...(next !== undefined && { next }) }
}

/** The one that did not pass; of two that passed, both. */
export function worse(a: Found, b: Found): Found {
  if (a.mark === 'failed') return a
  return b.mark === 'failed' ? b : { ...b, found: `${a.found}; ${b.found}` }
}

/** Where there is none yet: the disk takes what one would write. */
function begun(file: string): Found {
  const probe = `${file}.doctor-${process.pid}`
  try {
    const { bavail, bsize } = statfsSync(dirname(file))
    if (bavail * bsize < LEAST_BYTES) return failed('the disk is full', 'Free some space.')
    const fd = openSync(probe, 'wx', 0o600)
    try {
      writeSync(fd, Buffer.alloc(4096))
      fsyncSync(fd)
    } finally {
      closeSync(fd)
      rmSync(probe, { force: true })
    }
    return passed(`none yet; the agent begins one, and ${((bavail * bsize) / 1e6).toFixed(0)} MB are free`)
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    // The folder is made by the agent, and that it may was looked at before.
    if (code === 'ENOENT') return passed('none yet; the agent makes the folder and begins one')
    return code === 'ENOSPC'
      ? failed('the disk is full', 'Free some space.')
      : failed(why(thrown), 'Check outbox.path, its folder and the permissions.')
  }
}

function damaged(why: string): Found {
  return failed(
    `it is damaged: ${why}`,
    'The agent sets it aside at its next start and begins a new one; check the disk (smartctl, dmesg).',
  )
}

function ownerOf(db: Database.Database): string | undefined {
  const has = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'owner'").get()
  return has ? (db.prepare('SELECT source FROM owner').pluck().get() as string | undefined) : undefined
}
