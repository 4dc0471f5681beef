import { createHmac } from 'node:crypto'
import type { Identity } from '../../../config/identity.ts'
import { subscriberKey } from './key.ts'

/** A subscriber, and what a member is called there. */
export interface Called {
  readonly audience: string
  readonly member: string
}

/**
 * What each subscriber calls a member: HMAC-SHA-256 of the pseudonym in the consent, under a key that this subscriber shares with the
 * member system. Whoever has the key finds out whom of those they know it is; nobody else does, and two keys give nothing in common.
 */
export class Pseudonyms {
  readonly #keys: readonly (readonly [audience: string, key: Buffer])[]

  /** @throws Fault KEY_UNUSABLE */
  constructor(subscribers: Identity['subscribers']) {
    this.#keys = subscribers.map(({ id, keyFile }) => [id, subscriberKey(id, keyFile)])
  }

  of(member: string): Called[] {
    return this.#keys.map(([audience, key]) => ({
      audience,
      member: createHmac('sha256', key).update(`aisle member 1 ${member}`).digest('base64url'),
    }))
  }

  /** What a subscriber calls a consent, or the receipt of it: another number for each, so that two do not find the same one. */
  receipt(audience: string, receipt: string): string {
    const [, key] = this.#keys.find(([id]) => id === audience)!
    return createHmac('sha256', key).update(`aisle receipt 1 ${receipt}`).digest('hex')
  }

  get audiences(): string[] {
    return this.#keys.map(([audience]) => audience)
  }

  wipe(): void {
    for (const [, key] of this.#keys) key.fill(0)
  }
}
