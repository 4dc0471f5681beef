import { randomUUID } from 'node:crypto'
import { Pong } from './words.ts'

const CAP_MS = 300_000

interface Terms {
  /** How long to wait for an answer. */
  readonly answerMs: number
  /** Asks an agent whether it is there. */
  ping(source: string, request: object): void
  /** It is: in this epoch. */
  onEpoch(source: string, epoch: number): void
}

/**
 * Agents that seem to count from below what we have of them: their database is new, and their clock was set back. What a broker says of an
 * agent may be old, so the agent is asked itself, until it answers or is heard of again.
 */
export class Rewinds {
  readonly #terms: Terms
  /** The request that is on its way, by source. */
  readonly #asked = new Map<string, { readonly id: string; readonly timer: NodeJS.Timeout }>()

  constructor(terms: Terms) {
    this.#terms = terms
  }

  suspects(source: string): boolean {
    return this.#asked.has(source)
  }

  suspect(source: string, waitMs = this.#terms.answerMs): void {
    this.clear(source)
    const id = randomUUID()
    const timer = setTimeout(() => this.suspect(source, Math.min(CAP_MS, waitMs * 2)), waitMs)
    this.#asked.set(source, { id, timer })
    this.#terms.ping(source, { id, at: new Date().toISOString() })
  }

  clear(source: string): void {
    clearTimeout(this.#asked.get(source)?.timer)
    this.#asked.delete(source)
  }

  answered(source: string, id: string, body: unknown): void {
    const pong = Pong.safeParse(body).data
    if (this.#asked.get(source)?.id !== id || !pong) return
    this.clear(source)
    this.#terms.onEpoch(source, pong.epoch)
  }

  close(): void {
    for (const source of [...this.#asked.keys()]) this.clear(source)
  }
}
