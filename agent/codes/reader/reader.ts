import { Pool } from '../../vision/pool.ts'
import { Post } from '../../vision/post.ts'
import { spawn } from '../../vision/spawn.ts'
import type { Found, Grey, Question, Reply } from './message.ts'

/** Reads codes in a thread of its own. Pictures are copied once, into buffers that travel to the worker and come back wiped. */
export class Reader {
  readonly #pool = new Pool()
  readonly #post = new Post<Question, Reply>(
    'the reader of codes',
    () => spawn(import.meta.url, './worker', undefined),
    ({ buffer }) => this.#pool.back(buffer),
  )

  get isClosed(): boolean {
    return this.#post.isClosed
  }

  /**
   * The codes of a picture, which may be overwritten as soon as this has returned its promise.
   * @throws Fault ENGINE_FAILED; the next call starts the thread anew
   */
  read(grey: Grey): Promise<readonly Found[]> {
    if (this.#post.isClosed) return Promise.reject(this.#post.fault('it is closed'))
    return this.#found(this.#pool.copy(grey))
  }

  /** Answers what was asked, then ends the thread by asking it to. */
  close(): Promise<void> {
    return this.#post.close()
  }

  async #found(grey: Grey): Promise<readonly Found[]> {
    const reply = await this.#post.ask({ grey }, [grey.pixels.buffer])
    return (reply as Extract<Reply, { found: unknown }>).found
  }
}
