import { X509Certificate as NodeCertificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Broker } from '../../config/broker.ts'
import { Fault, why } from '../../config/fault.ts'
import { dueMs, type Renewal, renewalFile, renewalOf } from '../../config/renewal.ts'
import type { Ms } from '../../config/units.ts'
import { lay } from './lay.ts'

/** A third of a certificate's time is months: what fails is tried often enough. */
const EVERY_MS: Ms = 6 * 3_600_000
/** After a start the network may not be there yet, and a whole fleet may have its power back at once. */
const FIRST_MS: Ms = 600_000

/** What a machine shows its broker. */
export interface Shown {
  readonly certFile: string
  readonly keyFile: string
}

/**
 * Renews the certificate of a machine that has joined a fleet, where a third of its time or less is left; answers the new end, undefined where
 * there was nothing to do. The key stays: so one file alone takes the place of another, and whenever the power goes both fit together.
 * What goes wrong is noted beside it too. @throws Fault RENEWAL_FAILED, FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function renew({ certFile, keyFile }: Shown, nowMs: Ms): Promise<Date | undefined> {
  const renewal = renewalOf(certFile)
  if (!renewal) return undefined
  const { url, authority } = renewal
  const note = (noted: Renewal) => lay(renewalFile(certFile), writeRenewal(noted), 'known')
  let until = 'nobody knows when'
  try {
    const own = new NodeCertificate(readFileSync(certFile))
    until = new Date(own.validTo).toISOString().slice(0, 10)
    if (nowMs < dueMs(own)) return undefined
    // It happens every few months; a fifth of what an agent reads at its start would be for it.
    const [{ reenrol }, { keysOf }, { X509Certificate }] = await Promise.all([
      import('./client.ts'),
      import('./keys.ts'),
      import('./x509.ts'),
    ])
    const keys = await keysOf(readFileSync(keyFile, 'utf8'))
    const given = await reenrol(
      url,
      new X509Certificate(authority),
      keys,
      new X509Certificate(Uint8Array.from(own.raw)),
    )
    // Nothing is good for longer than who vouches for it: asking again would not help.
    if (given.notAfter.getTime() <= Date.parse(own.validTo))
      throw new Error('the new one ends no later; the authority of the fleet may end then too, and must be made anew')
    lay(certFile, given.toString('pem'), 'known')
    if (renewal.failed) note({ url, authority })
    return given.notAfter
  } catch (thrown) {
    const reason = thrown instanceof Fault ? String(thrown.details.why ?? thrown.message) : why(thrown)
    note({ url, authority, failed: { at: new Date(nowMs).toISOString(), why: reason } })
    throw new Fault('RENEWAL_FAILED', { certificate: certFile, url, until, why: reason }, thrown)
  }
}

export function writeRenewal(renewal: Renewal): string {
  return `${JSON.stringify(renewal, undefined, 2)}\n`
}

export interface Keeping {
  readonly signal: AbortSignal
  readonly now: () => Ms
  readonly warn: (fault: Fault) => void
  /** Hears until when a new certificate is good; the next connection shows it. */
  readonly renewed: (until: Date) => void
  readonly everyMs?: Ms
  readonly firstMs?: Ms
}

/** Sees to the certificate that the broker is shown, until the signal aborts. Keeps no process alive, and never throws. */
export async function keepRenewed(
  broker: Broker | undefined,
  { signal, now, warn, renewed, everyMs = EVERY_MS, firstMs = FIRST_MS }: Keeping,
): Promise<void> {
  if (broker?.kind !== 'remote' || broker.certFile === undefined || broker.keyFile === undefined) return
  const { certFile, keyFile } = broker
  let waitMs = firstMs * Math.random()
  for (;;) {
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => {})
    if (signal.aborted) return
    waitMs = everyMs * (0.5 + Math.random())
    try {
      const until = await renew({ certFile, keyFile }, now())
      if (until) renewed(until)
    } catch (thrown) {
      warn(
        thrown instanceof Fault ? thrown : new Fault('FILE_UNREADABLE', { file: certFile, why: why(thrown) }, thrown),
      )
    }
  }
}
