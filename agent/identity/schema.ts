/**
 * The schema of the ledger, oldest step first; what has been released is never edited. Consents, withdrawals, revocations and
 * the audit log are only ever added to: triggers refuse the rest, so that a slip of ours cannot rewrite what happened. Whoever
 * has the file can drop triggers; that shows in the chain of hashes.
 */
export const STEPS: readonly string[] = [
  `
  -- What members agreed to, as the issuer signed it. Read again and verified anew in each run.
  CREATE TABLE consent (
    arrived   INTEGER PRIMARY KEY,
    receipt   TEXT    NOT NULL UNIQUE,
    member    TEXT    NOT NULL,
    issued_ms INTEGER NOT NULL,
    token     TEXT    NOT NULL
  ) STRICT;
  CREATE INDEX consent_of_member ON consent (member, issued_ms, arrived);

  -- Which count no more, since when, and who said so. May come before the consent itself.
  CREATE TABLE withdrawal (
    receipt TEXT    PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    by      TEXT    NOT NULL CHECK (by IN ('member', 'issuer', 'list'))
  ) STRICT, WITHOUT ROWID;

  -- The lists of revoked consents that were taken in.
  CREATE TABLE revocations (
    sequence  INTEGER PRIMARY KEY,
    issued_ms INTEGER NOT NULL
  ) STRICT;

  -- Numbers of tokens that are good once, until they are over.
  CREATE TABLE spent (
    number   TEXT    PRIMARY KEY,
    until_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The day on which a member was last dealt with, for the term after which all is destroyed.
  CREATE TABLE dealing (
    member TEXT    PRIMARY KEY,
    day_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- The privacy level that was reached, and the owner whose key raised it first.
  CREATE TABLE level (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    level TEXT    NOT NULL,
    owner TEXT
  ) STRICT;

  -- Everything that was decided, each entry chained to the one before.
  CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    body     TEXT    NOT NULL,
    hash     TEXT    NOT NULL
  ) STRICT;

  -- Up to which entry events were made of them.
  CREATE TABLE told (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    sequence INTEGER NOT NULL
  ) STRICT;

  CREATE TRIGGER consent_kept BEFORE UPDATE ON consent BEGIN SELECT RAISE(ABORT, 'a consent is never changed'); END;
  CREATE TRIGGER withdrawal_kept BEFORE UPDATE ON withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never changed'); END;
  CREATE TRIGGER withdrawal_stays BEFORE DELETE ON withdrawal BEGIN SELECT RAISE(ABORT, 'a withdrawal is never undone'); END;
  CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
  CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
  CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
    WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
    BEGIN SELECT RAISE(ABORT, 'the audit log has no holes'); END;
  `,
  `
  -- What was begun in the gallery, a file of its own, and is not in the log yet: whoever comes next finishes it.
  CREATE TABLE begun (
    member  TEXT    PRIMARY KEY,
    receipt TEXT,
    what    TEXT    NOT NULL CHECK (what IN ('enrol', 'erase')),
    why     TEXT,
    at_ms   INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Of whom an entry of the log is, which names nobody, until it was told.
  CREATE TABLE about (
    sequence INTEGER PRIMARY KEY,
    member   TEXT    NOT NULL,
    more     TEXT
  ) STRICT;

  -- Consents whose template was erased: one that is found under it has come back.
  CREATE TABLE gone (
    receipt TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID;
  `,
]
