import { readFileSync } from 'node:fs'
import type { Config } from '../../../config/config.ts'
import type { Mistake } from '../../../config/load.ts'
import { unpaired } from '../../../config/pair.ts'

/** A certificate for the broker and a key that does not belong to it. Of files that are not there is told elsewhere. */
export function mispaired({ broker }: Pick<Config, 'broker'>): Mistake[] {
  if (broker?.kind !== 'remote') return []
  const { certFile, keyFile } = broker
  if (certFile === undefined || keyFile === undefined) return []
  const [certificate, key] = [content(certFile), content(keyFile)]
  const why = certificate && key && unpaired(certificate, key)
  if (why === undefined) return []
  return [
    { path: 'broker.keyFile', value: keyFile, expected: `the private key of the certificate ${certFile}: ${why}` },
  ]
}

function content(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
