/** Steps that take long enough for others to come in between. */
export const SLOW = [
  'CREATE TABLE n (i INTEGER PRIMARY KEY) STRICT',
  'WITH RECURSIVE up (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM up WHERE i < 200000) INSERT INTO n SELECT i FROM up',
]
