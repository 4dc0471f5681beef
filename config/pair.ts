import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'

/** Why a certificate and a private key, both PEM, cannot be shown together; undefined where they can. The first certificate of several counts. */
export function unpaired(certificate: Buffer, key: Buffer): string | undefined {
  const shown = parsed(() => new X509Certificate(certificate))
  if (!shown) return 'the first is no certificate (PEM)'
  const secret = parsed<KeyObject>(() => createPrivateKey(key))
  if (!secret) return 'the second is no private key (PEM, without a passphrase)'
  return shown.checkPrivateKey(secret) ? undefined : 'the key belongs to another certificate'
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch {
    return undefined
  }
}
