import type { Books } from '../../identity/gallery/books.ts'
import type { Ledger } from '../../identity/ledger.ts'

/** What those who serve at the desk share. */
export interface Around {
  readonly ledger: Ledger
  /** Gallery and ledger; opened by the first who needs them. @throws Fault KEY_UNUSABLE, GALLERY_UNUSABLE, ERASURE_UNPROVED, LEDGER_UNUSABLE */
  readonly books: () => Books
  /** Whether there is a gallery at all: where nobody was enrolled yet none is begun for a withdrawal. */
  readonly hasGallery: () => boolean
  /** There is something new in the log to tell. */
  readonly changed: () => void
}
