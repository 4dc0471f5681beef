/** The database holds what it should not. */
export class Damaged extends Error {
  readonly code = 'SQLITE_CORRUPT'
}

export type Ailment = 'locked' | 'corrupt' | 'full' | 'other'

/** What an error of SQLite or of the file system means to whoever wants to store something. */
export function ailment(thrown: unknown): Ailment {
  const code = String((thrown as { code?: unknown } | undefined)?.code ?? '')
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'locked'
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'corrupt'
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code)) return 'full'
  return 'other'
}
