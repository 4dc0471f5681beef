import { readFileSync } from 'node:fs'
import type { IClientOptions } from 'mqtt'
import type { Broker } from '../../config/broker.ts'
import { Fault, why } from '../../config/fault.ts'
import { unpaired } from '../../config/pair.ts'
import { readSecret } from '../../config/secret.ts'

export type Remote = Extract<Broker, { kind: 'remote' }>

/** What shows the broker who we are and lets us see who it is: taken from the files anew each time, so that they may change. @throws Fault FILE_UNREADABLE, PAIR_UNFIT */
export function access(broker: Omit<Remote, 'kind' | 'protocol'>): IClientOptions {
  const { username, passwordFile, caFile, certFile, keyFile } = broker
  const cert = certFile === undefined ? undefined : read(certFile)
  const key = keyFile === undefined ? undefined : read(keyFile)
  const mismatch = cert && key && unpaired(cert, key)
  if (mismatch !== undefined) throw new Fault('PAIR_UNFIT', { certificate: certFile!, key: keyFile!, why: mismatch })
  return {
    ...(username === undefined ? {} : { username }),
    ...(passwordFile === undefined ? {} : { password: readSecret(passwordFile) }),
    ...(caFile === undefined ? {} : { ca: read(caFile) }),
    ...(cert && { cert }),
    ...(key && { key }),
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}
