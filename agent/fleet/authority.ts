import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { type KeyPair, keysOf, makeKeys, pemOf, SIGNING } from './keys.ts'
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts'

const DAY_MS: Ms = 86_400_000
/** What a clock of a machine that joins may lag behind. */
const BEHIND_MS: Ms = DAY_MS

/** Who vouches for the machines of a fleet: what certificates.sh makes as ca.pem and ca.key. */
export interface Authority {
  readonly certificate: X509Certificate
  readonly keys: KeyPair
}

/** @throws Fault AUTHORITY_UNUSABLE */
export async function openAuthority(folder: string): Promise<Authority> {
  try {
    const certificate = new X509Certificate(readFileSync(join(folder, 'ca.pem'), 'utf8'))
    const keys = await keysOf(readFileSync(join(folder, 'ca.key'), 'utf8'))
    if (!(await fits(certificate, keys))) throw new Error('ca.key is not the key of ca.pem')
    return { certificate, keys }
  } catch (thrown) {
    throw new Fault('AUTHORITY_UNUSABLE', { folder, why: why(thrown) }, thrown)
  }
}

/** SHA-256 of a certificate, in hex, as `openssl x509 -fingerprint -sha256` shows it with colons. */
export function fingerprint(certificate: X509Certificate): string {
  return createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex')
}

/**
 * Vouches for the key of a request (PKCS #10) under `name`, whatever name the request asks for. Throws where it is none, or was not signed
 * with the key that it is for: then whoever asks does not have it.
 */
export async function vouch(
  { certificate, keys }: Authority,
  request: Uint8Array,
  { name, days, nowMs }: { readonly name: string; readonly days: number; readonly nowMs: Ms },
): Promise<X509Certificate> {
  const asked = new Pkcs10CertificateRequest(Uint8Array.from(request))
  if (!(await asked.verify())) throw new Error('it was not signed with its own key')
  return X509CertificateGenerator.create({
    ...{ subject: [{ CN: [name] }], issuer: certificate.subjectName, publicKey: asked.publicKey },
    ...{ signingKey: keys.privateKey, signingAlgorithm: SIGNING, ...validFor(days, nowMs, certificate) },
    extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
  })
}

/** Key and certificate, PEM, by which a server shows that it is of this authority; made anew at each start. */
export async function showing(
  { certificate, keys }: Authority,
  host: string,
  nowMs: Ms,
): Promise<{ readonly key: string; readonly cert: string }> {
  const own = await makeKeys()
  const type = /^[\d.]+$|:/.test(host) ? 'ip' : 'dns'
  const shown = await X509CertificateGenerator.create({
    // Names are compared whatever their case (RFC 5280, 7.1): whose subject is that of the authority is taken for one that signed itself.
    ...{
      subject: [{ O: ['Aisle'] }, { CN: ['enrolment'] }],
      issuer: certificate.subjectName,
      publicKey: own.publicKey,
    },
    ...{ signingKey: keys.privateKey, signingAlgorithm: SIGNING, ...validFor(3650, nowMs, certificate) },
    extensions: [
      new SubjectAlternativeNameExtension([{ type, value: host }]),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    ],
  })
  return { key: await pemOf(own), cert: shown.toString('pem') }
}

/** Nothing is good for longer than who vouches for it. */
function validFor(days: number, nowMs: Ms, { notBefore, notAfter }: X509Certificate) {
  return {
    notBefore: new Date(Math.max(nowMs - BEHIND_MS, notBefore.getTime())),
    notAfter: new Date(Math.min(nowMs + days * DAY_MS, notAfter.getTime())),
  }
}

async function fits(certificate: X509Certificate, { publicKey }: KeyPair): Promise<boolean> {
  const spki = Buffer.from(await crypto.subtle.exportKey('spki', publicKey))
  return spki.equals(Buffer.from(certificate.publicKey.rawData))
}
