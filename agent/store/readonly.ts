import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Fault, why } from '../../config/fault.ts'
import { ailment } from './ailment.ts'

/** Opens the database of an agent that does not run, to read in it only; undefined where there is none. @throws Fault STORE_LOCKED, STORE_UNWRITABLE */
export function openReadOnly(file: string): Database.Database | undefined {
  if (!existsSync(file)) return undefined
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 200 })
    // Asks for the lock, and reads what a kill has left in the log.
    db.pragma('user_version')
    return db
  } catch (thrown) {
    db?.close()
    if (ailment(thrown) === 'locked') throw new Fault('STORE_LOCKED', { file }, thrown)
    throw new Fault('STORE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  }
}
