import { readFileSync } from 'node:fs'
import type { IClientOptions } from 'mqtt'
import type { Broker } from '../../config/broker.ts'
import { Fault, why } from '../../config/fault.ts'
import { readSecret } from '../../config/secret.ts'

export type Remote = Extract<Broker, { kind: 'remote' }>

/** What shows the broker who we are and lets us see who it is: taken from the files anew each time, so that they may change. @throws Fault FILE_UNREADABLE */
export function access(broker: Omit<Remote, 'kind' | 'protocol'>): IClientOptions {
  const { username, passwordFile, caFile, certFile, keyFile } = broker
  return {
    ...(username === undefined ? {} : { username }),
    ...(passwordFile === undefined ? {} : { password: readSecret(passwordFile) }),
    ...(caFile === undefined ? {} : { ca: read(caFile) }),
    ...(certFile === undefined ? {} : { cert: read(certFile) }),
    ...(keyFile === undefined ? {} : { key: read(keyFile) }),
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}
