/**
 * Writes the visits of some stores into SQLite, and adds up days: each visit counts once, whenever the power goes.
 *
 *     node dist/deploy/subscriber/sqlite.js --store acme/vienna --ca ca.pem --cert cloud.pem --key cloud.key visits.db
 */
import Database from 'better-sqlite3'
// In a program of your own: from 'aisle/subscriber'
import { sqliteProgress, subscribe } from '../../agent/events/subscriber/subscribe.ts'
import { options, unlessStopped } from './options.ts'

const { to, subscriber } = options()
const db = new Database(to ?? 'visits.db')
db.exec(`
  CREATE TABLE IF NOT EXISTS visit (
    number           INTEGER PRIMARY KEY,
    source           TEXT NOT NULL,
    visit            TEXT NOT NULL,
    started_at       TEXT,
    ended_at         TEXT,
    reason           TEXT,
    duration_seconds REAL,
    UNIQUE (source, visit)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS day (
    source  TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    visits  INTEGER NOT NULL,
    seconds REAL    NOT NULL,
    PRIMARY KEY (source, day)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS loss (source TEXT NOT NULL, after TEXT NOT NULL, through TEXT NOT NULL, why TEXT NOT NULL) STRICT;
`)
const started = db.prepare('INSERT INTO visit (source, visit, started_at) VALUES (?, ?, ?)')
// A visit whose start was lost is there from its end.
const ended = db.prepare(`
  INSERT INTO visit (source, visit, started_at, ended_at, reason, duration_seconds)
  VALUES (:source, :subject, :startedAt, :time, :reason, :durationSeconds)
  ON CONFLICT (source, visit) DO UPDATE
  SET ended_at = excluded.ended_at, reason = excluded.reason, duration_seconds = excluded.duration_seconds`)
const day = db.prepare(`
  INSERT INTO day VALUES (?, ?, 1, ?)
  ON CONFLICT (source, day) DO UPDATE SET visits = visits + 1, seconds = seconds + excluded.seconds`)
const loss = db.prepare('INSERT INTO loss VALUES (:source, :after, :through, :why)')

const shop = subscribe({ ...subscriber, progress: sqliteProgress(db, subscriber.name) })
  // The statements are of the same connection as the progress: they are in its transaction.
  .on('visit.started', ({ source, subject, time }) => started.run(source, subject, time))
  .on('visit.ended', ({ source, subject, time, data }) => {
    const { reason, startedAt, durationSeconds } = data
    ended.run({ source, subject, time, reason, startedAt, durationSeconds })
    if (reason !== 'merged' && reason !== 'staff') day.run(source, time.slice(0, 10), durationSeconds)
  })
  .onLoss(({ source, after, through, why }) => loss.run({ source, after, through, why }))

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => shop.stop())
await shop.start().catch(unlessStopped)
