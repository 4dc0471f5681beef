import type { ServerResponse } from 'node:http'

/** More than this is never kept for somebody who does not read. */
const MOST_BYTES = 256 * 1024
/** Who has not read anything for so long is gone. */
const PATIENCE_MS = 30_000

/**
 * One reader of server-sent events (WHATWG HTML, 9.2). What they do not read in time is left out and not kept: a look at how things are
 * is made up for by the next; of anything else they are told how much they missed.
 */
export class Line {
  readonly #response: ServerResponse
  #missed = 0
  #late: NodeJS.Timeout | undefined

  constructor(response: ServerResponse) {
    this.#response = response
    response.on('drain', () => this.#freed())
    response.once('close', () => clearTimeout(this.#late))
  }

  /** A look at how things are now, `data` as JSON. Left out where the last one was not read yet. */
  look(event: string, data: string): void {
    if (!this.#response.writableNeedDrain) this.#write(event, data)
  }

  /** Something that has happened, and will not be told again. */
  tell(event: string, data: string): void {
    if (this.#missed > 0 || this.#response.writableLength + data.length > MOST_BYTES) this.#missed++
    else this.#write(event, data)
  }

  end(): void {
    this.#response.end()
  }

  #write(event: string, data: string): void {
    if (this.#response.write(`event: ${event}\ndata: ${data}\n\n`) || this.#late) return
    this.#late = setTimeout(() => this.#response.destroy(), PATIENCE_MS)
  }

  #freed(): void {
    clearTimeout(this.#late)
    this.#late = undefined
    const missed = this.#missed
    this.#missed = 0
    if (missed > 0) this.#write('missed', JSON.stringify({ count: missed }))
  }
}
