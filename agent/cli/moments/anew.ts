import type { Config } from '../../../config/config.ts'
import type { Ms } from '../../../config/units.ts'
import { Book } from '../../moments/book.ts'
import { type Contact, Contacts } from '../../moments/contacts.ts'
import { keep, layAside } from '../../moments/keeper.ts'
import { Learner } from '../../moments/learner.ts'
import { Outcomes } from '../../publish/outcomes.ts'
import { openReadOnly } from '../../store/readonly.ts'

/**
 * Sets aside what an agent that does not run has learned, and answers where it lies then. At its next start it would learn anew from contacts
 * and words of the last hours, which lie in its database: of which it has heard already is written down in the new file.
 * @throws Fault STORE_LOCKED, STORE_UNWRITABLE, FILE_UNWRITABLE
 */
export function beginAnew(config: Config, file: string, nowMs: Ms): string | undefined {
  const open = openOf(config, nowMs)
  const aside = layAside(file, nowMs)
  if (open.length > 0) keep(file, { learner: new Learner(config.touchpoints.map(({ id }) => id)), open })
  return aside
}

/** Contacts of which the agent may still hear, and those of which it has as learned from. */
function openOf({ outbox, moments }: Config, nowMs: Ms): readonly Contact[] {
  const db = moments && openReadOnly(outbox.path)
  if (!db) return []
  try {
    if (!db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'contact'").get()) return []
    const outcomeMs = 3_600_000 * moments.outcomeHours
    const contacts = new Contacts({ settleMs: 0, outcomeMs })
    contacts.restore(new Book(db).since(nowMs - outcomeMs))
    for (const said of new Outcomes(db).since(nowMs - outcomeMs))
      contacts.hear({ ...said, touchpoint: said.touchpoint || undefined })
    for (const contact of contacts.open) contact.isLearned = contact.outcome !== undefined
    return contacts.open
  } finally {
    db.close()
  }
}
