import { existsSync } from 'node:fs'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { type Ledger, openLedger } from '../../identity/ledger.ts'
import { trustOf } from '../../identity/trust.ts'

/** Options that every command about consents has. */
export const consentArgs = {
  config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration, a YAML file.' },
  json: { type: 'boolean', description: 'One JSON object.' },
} as const

/**
 * Does something with the ledger of a configuration, while the agent may be running. Only what adds to it begins one.
 * @throws Fault LEDGER_NONE, LEDGER_UNUSABLE, and what loading a configuration throws
 */
export async function withLedger<T>(
  file: string,
  work: (ledger: Ledger, config: Config) => Promise<T> | T,
  { begin = false } = {},
): Promise<T> {
  const config = loadConfig(file)
  const path = config.privacy.ledger
  if (!begin && !existsSync(path)) throw new Fault('LEDGER_NONE', { file: path })
  const ledger = openLedger(path, trustOf(config))
  try {
    return await work(ledger, config)
  } finally {
    ledger.close()
  }
}
