import { openLedger } from '../../../agent/identity/ledger.ts'
import { trust } from './issuer.ts'

/** A ledger in memory, or in a file. */
export const ledgerOf = (file = ':memory:', whom = trust) => openLedger(file, whom)
