import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Authority, fingerprint, openAuthority } from '../../../agent/fleet/authority.ts'
import { Invitations } from '../../../agent/fleet/invitations.ts'
import { type Server, serve } from '../../../agent/fleet/server.ts'
import type { Token } from '../../../agent/fleet/token.ts'
import { ROOT } from '../../../config/root.ts'

export const CONFIG = `
store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
scanners: [{ id: till, feed: { driver: device, path: /dev/null } }]
broker: { kind: remote, url: "mqtts://broker.example:8883", caFile: ca.pem, certFile: door.pem, keyFile: door.key }
`
export const NAME = 'aisle/v1/acme/vienna/door'
export const HOUR_MS = 3_600_000

/** An authority as certificates.sh makes it, who was invited, and the server at which they join. */
export interface Party {
  readonly authority: Authority
  readonly invitations: Invitations
  readonly told: string[]
  server: Server
  /** A token for somebody who joins at `url`, by default the server. */
  invite(more?: { readonly config?: string; readonly forMs?: number; readonly url?: string }): Token
}

export async function party(folder: string, now: () => number = Date.now, days = 90): Promise<Party> {
  const script = fileURLToPath(new URL('deploy/mosquitto/certificates.sh', ROOT))
  const made = spawnSync('sh', [script, folder, '127.0.0.1', 'cloud'], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  const authority = await openAuthority(folder)
  const invitations = new Invitations(`${folder}/fleet.db`)
  const told: string[] = []
  const where = { host: '127.0.0.1', address: '127.0.0.1', port: 0, days }
  const server = await serve({ authority, invitations, ...where, now, told: line => void told.push(line) })
  return {
    ...{ authority, invitations, told, server },
    invite({ config = CONFIG, forMs = HOUR_MS, url = `https://127.0.0.1:${server.port}` } = {}) {
      const { id, secret } = invitations.invite(NAME, config, now(), forMs)
      return { url, authority: fingerprint(authority.certificate), invitation: id, secret }
    },
  }
}
