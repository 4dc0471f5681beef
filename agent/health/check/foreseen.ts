import { existsSync } from 'node:fs'
import type { Config } from '../../../config/config.ts'
import type { Ms } from '../../../config/units.ts'
import { type Ledger, openLedger } from '../../identity/ledger.ts'
import { foreseeLevel, type InForce } from '../../identity/level.ts'
import { shopOf, trustOf } from '../../identity/trust.ts'

/** The privacy level that an agent would run at now, without anything being kept. @throws what {@link openLedger} throws */
export async function foreseen(config: Config, nowMs: Ms): Promise<InForce> {
  const { privacy } = config
  let ledger: Ledger | undefined
  try {
    if (existsSync(privacy.ledger)) ledger = openLedger(privacy.ledger, trustOf(config))
    return await foreseeLevel(privacy, ledger, shopOf(config), nowMs)
  } finally {
    ledger?.close()
  }
}
