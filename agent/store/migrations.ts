import type Database from 'better-sqlite3'

/**
 * Every change to the schema, oldest first. The database remembers in `user_version` how many it has seen. What has been
 * released is never edited: a change is one more entry.
 */
const MIGRATIONS: readonly string[] = [
  `
  -- What the broker has not acknowledged yet, in the order in which it was told.
  CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    epoch    INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    topic    TEXT    NOT NULL,
    body     TEXT    NOT NULL
  ) STRICT;

  -- Visits whose start was told and whose end was not.
  CREATE TABLE open_visit (
    visit      TEXT    PRIMARY KEY,
    source     TEXT    NOT NULL,
    started_ms INTEGER NOT NULL,
    last_ms    INTEGER NOT NULL,
    entrance   TEXT,
    simulated  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Numbers that outlive a run.
  CREATE TABLE counter (
    name  TEXT    PRIMARY KEY,
    value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Of the machines that see for this one, the last batch that was taken of each.
  CREATE TABLE node (
    agent   TEXT PRIMARY KEY,
    through TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- How many were last said to be in a zone, or, without a name, in the shop; and when that was last known to be so.
  CREATE TABLE occupancy (
    zone      TEXT    PRIMARY KEY,
    count     INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,
    source    TEXT    NOT NULL,
    simulated INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Whose this is: one row, /tenant/store/agent.
  CREATE TABLE owner (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    source TEXT    NOT NULL
  ) STRICT;
  `,
  `
  -- What other machines saw and told too late for the floor, until it is merged in.
  CREATE TABLE late (
    position INTEGER PRIMARY KEY,
    agent    TEXT NOT NULL,
    body     TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Each stream of events is numbered by itself: '' is the one for everybody, any other that of one subscriber.
  ALTER TABLE outbox ADD COLUMN stream TEXT NOT NULL DEFAULT '';
  CREATE INDEX outbox_place ON outbox (stream, epoch, sequence);

  -- The same for what is dropped last. A table of its own, so that what goes first goes in whole pages.
  CREATE TABLE outbox_last (
    position INTEGER PRIMARY KEY,
    epoch    INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    topic    TEXT    NOT NULL,
    body     TEXT    NOT NULL,
    stream   TEXT    NOT NULL DEFAULT ''
  ) STRICT;
  CREATE INDEX outbox_last_place ON outbox_last (stream, epoch, sequence);

  -- The last number given in each stream.
  CREATE TABLE stream (
    name     TEXT    PRIMARY KEY,
    epoch    INTEGER NOT NULL,
    sequence INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- How far each subscriber said that it has each stream.
  CREATE TABLE ack (
    subscriber TEXT    NOT NULL,
    stream     TEXT    NOT NULL,
    position   INTEGER NOT NULL,
    PRIMARY KEY (subscriber, stream)
  ) STRICT, WITHOUT ROWID;

  -- Where the outbox stood now and then: by how long the agent had run in all, which no clock that is set changes, and by the clock.
  CREATE TABLE milestone (
    position INTEGER PRIMARY KEY,
    ran_ms   INTEGER NOT NULL,
    wall_ms  INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Numbers of requests, as hashes, and how they were answered, sealed; no text while one is being done, an empty one where it was given up.
  CREATE TABLE answer (
    arrived INTEGER PRIMARY KEY,
    number  BLOB    NOT NULL UNIQUE,
    at_ms   INTEGER NOT NULL,
    salt    BLOB    NOT NULL,
    proof   BLOB    NOT NULL,
    body    BLOB
  ) STRICT;

  -- Visits that are over, for as long as somebody may say what became of them.
  CREATE TABLE past_visit (
    visit      TEXT    PRIMARY KEY,
    started_ms INTEGER NOT NULL,
    ended_ms   INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX past_visit_end ON past_visit (ended_ms);

  -- What became of visits, as others said.
  CREATE TABLE outcome (
    arrived    INTEGER PRIMARY KEY,
    asker      TEXT    NOT NULL,
    visit      TEXT    NOT NULL,
    touchpoint TEXT    NOT NULL,
    outcome    TEXT    NOT NULL,
    from_ms    INTEGER NOT NULL,
    until_ms   INTEGER,
    at_ms      INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX outcome_said ON outcome (asker, visit, touchpoint, outcome, from_ms, coalesce(until_ms, -1));
  CREATE INDEX outcome_age ON outcome (at_ms);
  `,
  `
  CREATE INDEX answer_age ON answer (at_ms);
  `,
  `
  -- What the judge of moments decided of visits, at the looks that are needed to tell later what other rules would have been worth.
  CREATE TABLE decision (
    position      INTEGER PRIMARY KEY,
    visit         TEXT    NOT NULL,
    touchpoint    TEXT    NOT NULL,
    at_ms         INTEGER NOT NULL,
    dwell_seconds REAL    NOT NULL,
    since_seconds REAL    NOT NULL,
    queueing      INTEGER NOT NULL,
    probability   REAL    NOT NULL,
    approached    INTEGER NOT NULL,
    propensity    REAL    NOT NULL,
    shown         INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX decision_age ON decision (at_ms);

  -- What was advised of visits, each time that it was another, and why: a rule, or reasons as JSON.
  CREATE TABLE advice (
    position    INTEGER PRIMARY KEY,
    visit       TEXT    NOT NULL,
    touchpoint  TEXT    NOT NULL,
    at_ms       INTEGER NOT NULL,
    until_ms    INTEGER NOT NULL,
    advice      TEXT    NOT NULL,
    rule        TEXT,
    probability REAL,
    why         TEXT    NOT NULL,
    shown       INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX advice_visit ON advice (visit);
  CREATE INDEX advice_age ON advice (at_ms);
  `,
  `
  -- What visits met, for the touchpoint map: of which day, and for as long as something may be said of it, of which visit.
  CREATE TABLE visited (
    place     INTEGER PRIMARY KEY,
    day       TEXT    NOT NULL,
    simulated INTEGER NOT NULL,
    visit     TEXT,
    bought    INTEGER NOT NULL,
    body      TEXT    NOT NULL
  ) STRICT;
  CREATE INDEX visited_of ON visited (day, simulated, place);
  CREATE UNIQUE INDEX visited_by ON visited (visit) WHERE visit IS NOT NULL;

  -- Days of which something is known: how many visits, how many walked by, whether the map of it was told.
  CREATE TABLE visited_day (
    day       TEXT    NOT NULL,
    simulated INTEGER NOT NULL,
    visits    INTEGER NOT NULL,
    passed    INTEGER NOT NULL,
    told      INTEGER NOT NULL,
    PRIMARY KEY (day, simulated)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Approaches that were advised, with what was known of the situation as numbers, until nobody will say any more what became of them.
  -- form: of which features the numbers are.
  CREATE TABLE contact (
    position    INTEGER PRIMARY KEY,
    visit       TEXT    NOT NULL,
    touchpoint  TEXT    NOT NULL,
    at_ms       INTEGER NOT NULL,
    probability REAL    NOT NULL,
    form        TEXT    NOT NULL,
    features    BLOB    NOT NULL
  ) STRICT;
  `,
  `
  -- What decided where no rule did, what an approach asked for then, and what it came to; not there of what was advised before this was kept.
  ALTER TABLE advice ADD COLUMN decided_by TEXT;
  ALTER TABLE advice ADD COLUMN bar REAL;
  ALTER TABLE advice ADD COLUMN reached REAL;
  `,
]

/**
 * Brings the schema up to date, each step in a transaction of its own. Several programs may do so at once: which step is due each asks
 * when nobody else can write. Throws where the schema is newer than this code.
 */
export function migrate(db: Database.Database, steps: readonly string[] = MIGRATIONS): void {
  const seen = () => db.pragma('user_version', { simple: true }) as number
  const next = db.transaction(() => {
    const step = seen()
    if (step >= steps.length) return
    db.exec(steps[step])
    db.pragma(`user_version = ${step + 1}`)
  })
  while (seen() < steps.length) next.immediate()
  if (seen() > steps.length)
    throw new Error(`a newer version of the agent wrote it (schema ${seen()}, known ${steps.length})`)
}
