import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { type Ledger, openLedger } from '../ledger.ts'
import { trustOf } from '../trust.ts'
import { type Gallery, openGallery } from './gallery.ts'
import { readStoreKey } from './key.ts'
import { netOf } from './net.ts'
import { Registrar } from './registrar.ts'

type Shop = Pick<Config, 'identity' | 'privacy' | 'store'>

/** Gallery and ledger of a shop, as one program has them open. */
export interface Books {
  readonly ledger: Ledger
  readonly gallery: Gallery
  readonly registrar: Registrar
  close(): void
}

/** Opens both, and begins what is not there yet. @throws Fault IDENTITY_UNCONFIGURED, KEY_UNUSABLE, GALLERY_UNUSABLE, ERASURE_UNPROVED, LEDGER_UNUSABLE */
export function openBooks(config: Shop, file = ''): Books {
  const { identity, privacy, store } = config
  if (!identity) throw new Fault('IDENTITY_UNCONFIGURED', { file })
  const gallery = openGallery(identity.gallery.path, readStoreKey(identity.gallery.key), netOf(), store.timezone)
  try {
    const ledger = openLedger(privacy.ledger, trustOf(config))
    const close = () => {
      gallery.close()
      ledger.close()
    }
    return { ledger, gallery, registrar: new Registrar(ledger, gallery), close }
  } catch (thrown) {
    gallery.close()
    throw thrown
  }
}
