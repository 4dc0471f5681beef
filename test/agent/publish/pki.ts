import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../../../config/root.ts'

const script = fileURLToPath(new URL('deploy/mosquitto/certificates.sh', ROOT))

/** An authority of our own in a folder, as shops get theirs: `ca.pem`, and a certificate and key for the broker and for an agent. */
export function pki(folder: string): { ca: string; broker: Pair; agent: Pair } {
  execFileSync('sh', [script, folder, '127.0.0.1', 'agent'], { stdio: 'pipe' })
  const pair = (name: string): Pair => ({ cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) })
  return { ca: join(folder, 'ca.pem'), broker: pair('broker'), agent: pair('agent') }
}

export interface Pair {
  readonly cert: string
  readonly key: string
}
