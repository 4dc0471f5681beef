/** The schema of the gallery, oldest step first; what has been released is never edited. */
export const STEPS: readonly string[] = [
  `
  -- Of each member who agreed the template, sealed under a data key of its own; and that key, wrapped by the key of the store.
  CREATE TABLE template (
    id       INTEGER PRIMARY KEY,
    -- Stands for the pseudonym, keyed, so that whoever has the file alone does not learn who is in it.
    tag      BLOB    NOT NULL UNIQUE,
    model    TEXT    NOT NULL,
    version  TEXT    NOT NULL,
    day_ms   INTEGER NOT NULL,
    crops    INTEGER NOT NULL,
    -- How often somebody was taken for this member and was not.
    mistakes INTEGER NOT NULL DEFAULT 0,
    wrapped  BLOB    NOT NULL,
    whose    BLOB    NOT NULL,
    sealed   BLOB    NOT NULL,
    -- Another number with each change, by which those who have the database open see what changed.
    stamp    INTEGER NOT NULL
  ) STRICT;

  -- A row here: something was erased or replaced whose traces may still lie in the files. Says nothing of whose.
  CREATE TABLE unswept (
    only INTEGER PRIMARY KEY CHECK (only = 1)
  ) STRICT;
  `,
  `
  -- A row for each change that erased or replaced something whose traces may still lie in the files. Says nothing of whose. Numbers
  -- are never used again, so that a program forgets no row that came while it swept.
  CREATE TABLE leftover (
    id INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  INSERT INTO leftover SELECT only FROM unswept;
  DROP TABLE unswept;
  `,
]
