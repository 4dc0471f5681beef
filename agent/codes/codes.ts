import { createHash, randomBytes } from 'node:crypto'
import type { Campaign } from '../../config/scanners.ts'
import type { Ms } from '../../config/units.ts'
import type { Scan } from '../../drivers/frame.ts'
import type { CodeFact } from './fact.ts'
import { isPassText } from './pass.ts'

/** A scanner that is held on a code reads it again and again: the same code within this time of the last reading is one scan. */
export const REPEAT_MS: Ms = 3000

interface Reading {
  readonly code: string
  atMs: Ms
}

/**
 * Turns scans into facts by the campaigns that a shop knows. This is where the text of a code ends: a fact says to which
 * campaign it belongs and what kind it is, and nothing that was in the code itself. Where several prefixes fit, the
 * longest one counts. A member's signed pass needs no campaign.
 */
export class Codes {
  readonly #campaigns: readonly Campaign[]
  /** The last reading of each scanner. The text is kept as a keyed digest, and the key only as long as this object. */
  readonly #last = new Map<string, Reading>()
  readonly #key = randomBytes(16)

  constructor(campaigns: readonly Campaign[]) {
    this.#campaigns = campaigns.toSorted((a, b) => b.prefix.length - a.prefix.length)
  }

  /** What a scan says, or undefined where it is the last one of this scanner again. */
  read(scanner: string, { atMs, text }: Scan): CodeFact | undefined {
    const code = this.#digest(text)
    const last = this.#last.get(scanner)
    const isAgain = last?.code === code && Math.abs(atMs - last.atMs) < REPEAT_MS
    this.#last.set(scanner, { code, atMs })
    if (isAgain) return undefined
    if (isPassText(text)) return { atMs, scanner, code: 'pass', tracks: 'person' }
    const campaign = this.#campaigns.find(({ prefix }) => text.startsWith(prefix))
    if (!campaign) return { atMs, scanner, code: 'unknown', tracks: 'code' }
    return { atMs, scanner, campaign: campaign.id, code: campaign.kind, tracks: campaign.tracks }
  }

  #digest(text: string): string {
    return createHash('sha256').update(this.#key).update(text).digest('base64')
  }
}
