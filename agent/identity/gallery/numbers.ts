import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Ms } from '../../../config/units.ts'
import { derive } from './key.ts'

/**
 * A recognition in one block of AES: whose row, when, and the beginning of its tag, by which a number that was made up, or is of a
 * row that belongs to somebody else by now, is told from a good one.
 *
 *     id 6   atMs 6   tag 4
 */
export interface Recognised {
  readonly id: number
  readonly atMs: Ms
  readonly tag: Buffer
}

const BLOCK = 16
const TAG = 4

/**
 * Numbers of recognitions. Each subscriber gets another one for the same recognition; only the key of the store tells whom one is of,
 * so that it can be taken back a day later without a word on any disk of who was here when. In hexadecimal digits, for a number that
 * began with a dash would be an option where it is typed.
 */
export class Numbers {
  readonly #key: Buffer
  readonly #keys = new Map<string, Buffer>()

  /** Keeps the key. */
  constructor(key: Buffer) {
    this.#key = key
  }

  of(audience: string, { id, atMs, tag }: Recognised): string {
    const block = Buffer.alloc(BLOCK)
    block.writeUIntBE(id, 0, 6)
    block.writeUIntBE(Math.round(atMs), 6, 6)
    tag.copy(block, 12, 0, TAG)
    // One block under a key of its own is a permutation: nothing is chained, nothing repeats.
    const cipher = createCipheriv('aes-256-ecb', this.#keyOf(audience), null).setAutoPadding(false)
    return Buffer.concat([cipher.update(block), cipher.final()]).toString('hex')
  }

  /** What a number would be, had this subscriber got it; whether it is one only the tag says. Undefined where it has not the form. */
  read(audience: string, number: string): Recognised | undefined {
    const bytes = Buffer.from(number, 'hex')
    if (bytes.length !== BLOCK || bytes.toString('hex') !== number) return undefined
    const cipher = createDecipheriv('aes-256-ecb', this.#keyOf(audience), null).setAutoPadding(false)
    const block = Buffer.concat([cipher.update(bytes), cipher.final()])
    return { id: block.readUIntBE(0, 6), atMs: block.readUIntBE(6, 6), tag: block.subarray(12) }
  }

  wipe(): void {
    for (const key of [this.#key, ...this.#keys.values()]) key.fill(0)
    this.#keys.clear()
  }

  #keyOf(audience: string): Buffer {
    const key = this.#keys.get(audience) ?? derive(this.#key, `recognitions ${audience}`)
    this.#keys.set(audience, key)
    return key
  }
}
