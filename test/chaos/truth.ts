import Database from 'better-sqlite3'

/** An event as it was committed, or as it arrived. */
export interface Seen {
  readonly id: string
  readonly type: string
  readonly subject: string | null
  readonly body: string
}

const COLUMNS = 'id TEXT NOT NULL, type TEXT NOT NULL, subject TEXT, body TEXT NOT NULL'

/**
 * Lets the agent's database itself write down every event that is committed to it, in the same transaction, whatever the agent
 * does with it afterwards. To be called while nobody has the database.
 */
export function watch(file: string): void {
  const db = new Database(file)
  db.exec(`CREATE TABLE truth (number INTEGER PRIMARY KEY, ${COLUMNS}) STRICT`)
  const tables = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'outbox%'`).pluck()
  for (const table of tables.all() as string[])
    db.exec(`
      CREATE TRIGGER truth_of_${table} AFTER INSERT ON ${table} WHEN NEW.topic NOT LIKE '%/node/%' BEGIN
        INSERT INTO truth (id, type, subject, body)
        VALUES (NEW.body ->> 'id', NEW.body ->> 'type', NEW.body ->> 'subject', NEW.body);
      END`)
  db.close()
}

/** Every event that was ever committed, in order. To be called while nobody has the database. */
export function committed(file: string): Seen[] {
  return all(file, 'truth')
}

/** Begins the database in which a subscriber writes down what comes to it; nothing in that forbids it to write twice. */
export function begin(file: string): void {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.exec(`CREATE TABLE arrived (number INTEGER PRIMARY KEY, ${COLUMNS}) STRICT`)
  db.close()
}

/** Everything that a subscriber took in, as often as it did, in order. */
export function arrived(file: string): Seen[] {
  return all(file, 'arrived')
}

export function countOf(file: string): number {
  const db = new Database(file, { readonly: true, timeout: 5000 })
  try {
    return db.prepare('SELECT count(*) FROM arrived').pluck().get() as number
  } finally {
    db.close()
  }
}

function all(file: string, table: string): Seen[] {
  const db = new Database(file, { readonly: true, timeout: 5000 })
  try {
    return db.prepare(`SELECT id, type, subject, body FROM ${table} ORDER BY number`).all() as Seen[]
  } finally {
    db.close()
  }
}
