import type { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { openStore, type Store } from '../store/store.ts'

/**
 * What one machine has for another, and what it has of another, lies in a database of its own, beside that of the events, so that
 * neither makes room for the other. @throws Fault STORE_LOCKED, STORE_FOREIGN, STORE_UNWRITABLE
 */
export function openDisk(outboxPath: string, source: string, warn: (fault: Fault) => void, atMs: Ms): Store {
  const store = openStore({ path: `${outboxPath}.node`, source }, atMs)
  for (const notice of store.notices) warn(notice)
  return store
}
