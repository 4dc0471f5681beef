import { createHash, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { examineConfig } from '../../config/load.ts'
import type { Ms } from '../../config/units.ts'

/**
 * By what name, and until which day, this machine is known by the authority (SHA-256 of its certificate, in hex) whose paper its
 * configuration names; undefined where it has not joined there, or where that is over.
 */
export function joined(
  file: string,
  authority: string,
  nowMs: Ms,
): { readonly name: string; readonly until: string } | undefined {
  if (!existsSync(file)) return undefined
  const found = examineConfig(file)
  const broker = 'config' in found ? found.config.broker : undefined
  if (broker?.kind !== 'remote' || !broker.caFile || !broker.certFile || !existsSync(broker.keyFile ?? ''))
    return undefined
  try {
    const ca = new X509Certificate(readFileSync(broker.caFile))
    const own = new X509Certificate(readFileSync(broker.certFile))
    const endMs = Date.parse(own.validTo)
    if (createHash('sha256').update(ca.raw).digest('hex') !== authority) return undefined
    if (!own.verify(ca.publicKey) || endMs <= nowMs) return undefined
    return {
      name: /^CN=(.*)$/m.exec(own.subject)?.[1] ?? own.subject,
      until: new Date(endMs).toISOString().slice(0, 10),
    }
  } catch {
    return undefined
  }
}
