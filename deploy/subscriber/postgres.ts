/**
 * Writes the visits of some stores into PostgreSQL, and adds up days: each visit counts once, whenever the power goes, here or there.
 *
 *     npm install pg
 *     node dist/deploy/subscriber/postgres.js --store acme/vienna --ca ca.pem --cert cloud.pem --key cloud.key postgres://127.0.0.1/visits
 */
import pg from 'pg'
// In a program of your own: from 'aisle/subscriber'
import { type Position, type Progress, subscribe } from '../../agent/events/subscriber/subscribe.ts'
import { options, unlessStopped } from './options.ts'

/** Keeps positions in PostgreSQL, in the table `aisle_position`; handlers are given the connection in whose transaction that is. */
function postgresProgress(pool: pg.Pool, subscriber: string): Progress<pg.PoolClient> & { close(): Promise<void> } {
  return {
    async load() {
      const found = await pool.query<Position>(
        'SELECT source, stream, through FROM aisle_position WHERE subscriber = $1',
        [subscriber],
      )
      return found.rows
    },
    async commit({ source, stream, through }, work) {
      const client = await pool.connect()
      let broken: Error | undefined
      // One that breaks between two queries has nobody else to tell.
      const breaks = (error: Error) => {
        broken = error
      }
      client.on('error', breaks)
      try {
        await client.query('BEGIN')
        // Whoever else does this stream waits here, and then finds it done.
        const { rows } = await client.query<{ through: string }>(
          `INSERT INTO aisle_position VALUES ($1, $2, $3, '')
           ON CONFLICT (subscriber, source, stream) DO UPDATE SET through = aisle_position.through RETURNING through`,
          [subscriber, source, stream],
        )
        const isNews = await work(client, rows[0]?.through || undefined)
        if (isNews)
          await client.query(
            'UPDATE aisle_position SET through = $4 WHERE subscriber = $1 AND source = $2 AND stream = $3',
            [subscriber, source, stream, through],
          )
        const { command } = await client.query('COMMIT')
        if (command !== 'COMMIT') throw new Error('a query failed, and its handler went on')
      } catch (thrown) {
        await client.query('ROLLBACK').catch(error => {
          broken = error
        })
        throw thrown
      } finally {
        client.off('error', breaks)
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

const { to, subscriber } = options()
const pool = new pg.Pool({ connectionString: to ?? 'postgres://127.0.0.1/visits' })
// A connection that breaks while nobody uses it is replaced.
pool.on('error', () => {})
await pool.query(`
  CREATE TABLE IF NOT EXISTS aisle_position (
    subscriber text, source text, stream text, through text NOT NULL, PRIMARY KEY (subscriber, source, stream)
  );
  CREATE TABLE IF NOT EXISTS visit (
    number           bigserial PRIMARY KEY,
    source           text NOT NULL,
    visit            text NOT NULL,
    started_at       timestamptz,
    ended_at         timestamptz,
    reason           text,
    duration_seconds double precision,
    UNIQUE (source, visit)
  );
  CREATE TABLE IF NOT EXISTS day (
    source text, day date, visits bigint NOT NULL, seconds double precision NOT NULL, PRIMARY KEY (source, day)
  );
  CREATE TABLE IF NOT EXISTS loss (source text NOT NULL, after text NOT NULL, through text NOT NULL, why text NOT NULL);
`)

const shop = subscribe({ ...subscriber, progress: postgresProgress(pool, subscriber.name) })
  .on('visit.started', ({ source, subject, time }, tx) =>
    tx.query('INSERT INTO visit (source, visit, started_at) VALUES ($1, $2, $3)', [source, subject, time]),
  )
  .on('visit.ended', async ({ source, subject, time, data }, tx) => {
    const { reason, startedAt, durationSeconds } = data
    // A visit whose start was lost is there from its end.
    await tx.query(
      `INSERT INTO visit (source, visit, started_at, ended_at, reason, duration_seconds) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (source, visit) DO UPDATE
       SET ended_at = excluded.ended_at, reason = excluded.reason, duration_seconds = excluded.duration_seconds`,
      [source, subject, startedAt, time, reason, durationSeconds],
    )
    if (reason === 'merged' || reason === 'staff') return
    await tx.query(
      `INSERT INTO day VALUES ($1, $2, 1, $3)
       ON CONFLICT (source, day) DO UPDATE SET visits = day.visits + 1, seconds = day.seconds + excluded.seconds`,
      [source, time.slice(0, 10), durationSeconds],
    )
  })
  .onLoss(({ source, after, through, why }, tx) =>
    tx.query('INSERT INTO loss VALUES ($1, $2, $3, $4)', [source, after, through, why]),
  )

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => shop.stop())
await shop.start().catch(unlessStopped)
