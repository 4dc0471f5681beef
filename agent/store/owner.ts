import type Database from 'better-sqlite3'
import { Fault } from '../../config/fault.ts'

/**
 * Makes sure that a database is of this agent, `/{tenant}/{store}/{agent}`: what waits in another's would go to the wrong broker. One
 * that is nobody's yet is its own from now on. @throws Fault STORE_FOREIGN
 */
export function claim(db: Database.Database, file: string, source: string): void {
  const owner = db.prepare('SELECT source FROM owner').pluck().get() as string | undefined
  if (owner === undefined) db.prepare('INSERT INTO owner VALUES (1, ?)').run(source)
  else if (owner !== source) throw new Fault('STORE_FOREIGN', { file, owner: named(owner), agent: named(source) })
}

/** As people say it: `tenant/store/agent`. */
const named = (source: string) => source.slice(1)
