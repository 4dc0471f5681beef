import type Database from 'better-sqlite3'
import { type Anchor, chain, GENESIS } from './audit.ts'
import { canonical, type Flat } from './canonical.ts'

/** What is wrong with a log, at the first entry where it shows. */
export interface Flaw {
  readonly sequence: number
  readonly flaw:
    | 'missing'
    | 'changed'
    | 'cut-off'
    | 'another-history'
    | 'withdrawal-lost'
    | 'withdrawal-unlogged'
    | 'template-lost'
    | 'template-unlogged'
    | 'template-returned'
  /** Of a template: under which consent. */
  readonly receipt?: string
}

/**
 * Walks the whole chain. A changed, missing, swapped or added entry breaks it at its place; an end that was cut off shows by
 * the anchors that were published in events. What was withdrawn by the log must be withdrawn in the ledger, and the other way; and,
 * where the gallery can be opened, it must hold the templates that were enrolled and not erased since, and no other.
 */
export function prove(
  db: Database.Database,
  anchors: readonly Anchor[] = [],
  gallery?: readonly string[],
): { head: Anchor; flaws: Flaw[] } {
  const flaws: Flaw[] = []
  const pinned = new Map(anchors.map(({ sequence, hash }) => [sequence, hash]))
  const withdrawn = new Map(
    (db.prepare('SELECT receipt FROM withdrawal').pluck().all() as string[]).map(receipt => [receipt, false]),
  )
  /** By receipt: the last entry that tells of its template, and whether that is kept. */
  const templates = new Map<string, { sequence: number; isKept: boolean }>()
  let head = GENESIS
  const rows = db.prepare('SELECT sequence, body, hash FROM audit ORDER BY sequence').iterate()
  for (const row of rows as IterableIterator<{ sequence: number; body: string; hash: string }>) {
    const { sequence, body, hash } = row
    const told = read(body)
    if (sequence !== head.sequence + 1) flaws.push({ sequence: head.sequence + 1, flaw: 'missing' })
    if (told?.sequence !== sequence || hash !== chain(head.hash, body)) flaws.push({ sequence, flaw: 'changed' })
    else if (pinned.has(sequence) && pinned.get(sequence) !== hash) flaws.push({ sequence, flaw: 'another-history' })
    if (told?.kind === 'withdrawn') {
      if (!withdrawn.has(String(told.receipt))) flaws.push({ sequence, flaw: 'withdrawal-lost' })
      withdrawn.set(String(told.receipt), true)
    }
    if (told?.kind === 'enrolled') {
      if (told.instead !== undefined) templates.delete(String(told.instead))
      templates.set(String(told.receipt), { sequence, isKept: true })
    }
    if (told?.kind === 'erased') templates.set(String(told.receipt), { sequence, isKept: false })
    head = { sequence, hash }
  }
  for (const sequence of pinned.keys()) if (sequence > head.sequence) flaws.push({ sequence, flaw: 'cut-off' })
  for (const isLogged of withdrawn.values())
    if (!isLogged) flaws.push({ sequence: head.sequence, flaw: 'withdrawal-unlogged' })
  if (gallery) flaws.push(...missed(templates, new Set(gallery), head.sequence, underWay(db)))
  return { head, flaws }
}

function* missed(
  templates: ReadonlyMap<string, { sequence: number; isKept: boolean }>,
  held: ReadonlySet<string>,
  last: number,
  underWay: ReadonlySet<string>,
): Iterable<Flaw> {
  for (const [receipt, { sequence, isKept }] of templates)
    if (underWay.has(receipt)) continue
    else if (isKept && !held.has(receipt)) yield { sequence, flaw: 'template-lost', receipt }
    else if (!isKept && held.has(receipt)) yield { sequence, flaw: 'template-returned', receipt }
  for (const receipt of held)
    if (!templates.has(receipt) && !underWay.has(receipt)) yield { sequence: last, flaw: 'template-unlogged', receipt }
}

/** Consents of which something was begun in the gallery and is not in the log yet. */
function underWay(db: Database.Database): Set<string> {
  return new Set(db.prepare('SELECT receipt FROM begun WHERE receipt IS NOT NULL').pluck().all() as string[])
}

/** What an entry says, where it is written as we write; else nothing. */
function read(body: string): Flat | undefined {
  try {
    const value = JSON.parse(body) as Flat
    return canonical(value) === body ? value : undefined
  } catch {
    return undefined
  }
}
