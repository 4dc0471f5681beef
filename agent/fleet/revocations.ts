import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import type { Authority } from './authority.ts'
import { SIGNING } from './keys.ts'
import { lay } from './lay.ts'
import { X509Certificate, X509Crl, X509CrlGenerator, X509CrlReason } from './x509.ts'

/** Without any reason the library writes an empty sequence of extensions, which RFC 5280, 5.1 does not know. */
const WITHDRAWN = X509CrlReason.privilegeWithdrawn

/** Where the list of the certificates lies that are good no more: a broker reads it (mosquitto: crlfile). */
export function revocationsFile(folder: string): string {
  return join(folder, 'crl.pem')
}

/**
 * Puts certificates (DER) on the list (RFC 5280, 5) of an authority, beside what stands there already. The next list is announced for the end
 * of the authority: a broker lets nobody in by a list that is over, and nobody makes one anew by the clock here.
 * @throws Fault FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function revoke(
  folder: string,
  { certificate, keys }: Authority,
  given: readonly Uint8Array[],
  nowMs: Ms,
): Promise<string> {
  const file = revocationsFile(folder)
  const known = new Map((await listed(file, certificate)).map(entry => [entry.serialNumber, entry]))
  const fresh = given
    .map(der => new X509Certificate(Uint8Array.from(der)).serialNumber)
    .filter(serial => !known.has(serial))
    .map(serialNumber => ({ serialNumber, revocationDate: new Date(nowMs), reason: WITHDRAWN }))
  const list = await X509CrlGenerator.create({
    ...{ issuer: certificate.subjectName, thisUpdate: new Date(nowMs), nextUpdate: certificate.notAfter },
    ...{ entries: [...known.values(), ...fresh], signingKey: keys.privateKey, signingAlgorithm: SIGNING },
  })
  lay(file, pem(list), 'known')
  return file
}

/**
 * Has all that was withdrawn stand on the list, also where somebody else withdraws at the same time, or a list could not be laid before.
 * @throws Fault as {@link revoke} does
 */
export async function revokeAll(
  folder: string,
  authority: Authority,
  withdrawn: () => readonly Uint8Array[],
  nowMs: Ms,
): Promise<string> {
  for (;;) {
    const given = withdrawn()
    const file = await revoke(folder, authority, given, nowMs)
    // Ours may lie where that of somebody lay who withdrew meanwhile: whoever lays the last one has looked once more afterwards.
    if (withdrawn().length === given.length) return file
  }
}

/** What stands on a list; nothing where there is none yet. */
async function listed(file: string, authority: X509Certificate) {
  try {
    const list = new X509Crl(Uint8Array.from(der(readFileSync(file, 'utf8'))))
    if (!(await list.verify({ publicKey: authority }))) throw new Error('another authority made it')
    return list.entries.map(({ serialNumber, revocationDate, reason = WITHDRAWN }) => ({
      ...{ serialNumber, revocationDate, reason },
    }))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}

/** Under the name that brokers look for (RFC 7468, 6); the library's own they pass over. */
function pem({ rawData }: X509Crl): string {
  const lines =
    Buffer.from(rawData)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN X509 CRL-----', ...lines, '-----END X509 CRL-----', ''].join('\n')
}

/** Throws where it is none. */
function der(text: string): Buffer {
  const found = /-----BEGIN X509 CRL-----([\w+/=\s]+)-----END X509 CRL-----/.exec(text)
  if (!found) throw new Error('it is no list of revocations (PEM)')
  return Buffer.from(found[1], 'base64')
}
