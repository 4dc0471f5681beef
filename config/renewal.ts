import type { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Fault, why } from './fault.ts'
import { url } from './shapes.ts'
import type { Ms } from './units.ts'

/** Where the certificate of a machine that has joined a fleet is renewed, and whether that went wrong. Lies beside the certificate. */
const Renewal = z.strictObject({
  url: url('https', 'https:// with a host'),
  /** Whom to believe there, PEM. */
  authority: z.string(),
  /** The last try, where it failed; gone with the next that does not. */
  failed: z.strictObject({ at: z.iso.datetime(), why: z.string() }).optional(),
})
export type Renewal = z.infer<typeof Renewal>

export function renewalFile(certFile: string): string {
  return `${certFile}.renewal`
}

/** Undefined where somebody sees to the certificate by hand. @throws Fault FILE_UNREADABLE */
export function renewalOf(certFile: string): Renewal | undefined {
  const file = renewalFile(certFile)
  try {
    return Renewal.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    const isStrange = thrown instanceof z.ZodError || thrown instanceof SyntaxError
    const reason = isStrange ? 'it does not say where a certificate is renewed; join anew, or remove it' : why(thrown)
    throw new Fault('FILE_UNREADABLE', { file, why: reason }, thrown)
  }
}

/** From when on a certificate is renewed: when a third of its time is left, so that a server may be away for long before it counts. */
export function dueMs({ validFrom, validTo }: Pick<X509Certificate, 'validFrom' | 'validTo'>): Ms {
  const [fromMs, toMs] = [Date.parse(validFrom), Date.parse(validTo)]
  return toMs - (toMs - fromMs) / 3
}
