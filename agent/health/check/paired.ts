import { readFileSync } from 'node:fs'
import type { Config } from '../../../config/config.ts'
import type { Mistake } from '../../../config/load.ts'
import { unpaired } from '../../../config/pair.ts'

/** A certificate for the broker or the console and a key that does not belong to it. Of files that are not there is told elsewhere. */
export function mispaired({ broker, console }: Pick<Config, 'broker' | 'console'>): Mistake[] {
  return [...(broker?.kind === 'remote' ? apart('broker', broker) : []), ...(console ? apart('console', console) : [])]
}

interface Files {
  readonly certFile?: string | undefined
  readonly keyFile?: string | undefined
}

function apart(section: string, { certFile, keyFile }: Files): Mistake[] {
  if (certFile === undefined || keyFile === undefined) return []
  const [certificate, key] = [content(certFile), content(keyFile)]
  const why = certificate && key && unpaired(certificate, key)
  if (why === undefined) return []
  const expected = `the private key of the certificate ${certFile}: ${why}`
  return [{ path: `${section}.keyFile`, value: keyFile, expected }]
}

function content(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
