import type Database from 'better-sqlite3'

/** The statements that are prepared on a database while something is done. */
export function prepared(db: Database.Database, act: () => void): string[] {
  const all: string[] = []
  const prepare = db.prepare.bind(db)
  db.prepare = ((sql: string) => {
    all.push(sql)
    return prepare(sql)
  }) as typeof db.prepare
  try {
    act()
  } finally {
    db.prepare = prepare
  }
  return all
}
