import type { Worker } from 'node:worker_threads'
import type { Found, Question, Reply } from './message.ts'
import type { Picture } from './picture.ts'
import { Pool } from './pool.ts'
import { Post } from './post.ts'

/**
 * A detector in a thread of its own. Pictures are copied once, into buffers that travel to the worker and back; answers come in the
 * order of the questions. A worker that dies fails the questions it was asked, and the next question starts another one.
 */
export class Thread {
  readonly #pool = new Pool()
  readonly #post: Post<Question, Reply>

  constructor(model: string, spawn: () => Worker) {
    this.#post = new Post(model, spawn, ({ buffer }) => this.#pool.back(buffer))
  }

  /**
   * Resolves once the worker has loaded its model.
   * @throws Fault ENGINE_FAILED
   */
  start(): Promise<void> {
    return this.#post.start()
  }

  /**
   * Looks at a picture, which may be overwritten as soon as this has returned its promise.
   * @throws Fault ENGINE_FAILED
   */
  ask(picture: Picture, minScore: number): Promise<Found> {
    if (this.#post.isClosed) return Promise.reject(this.#post.fault('it is closed'))
    return this.#found(this.#pool.copy(picture), minScore)
  }

  /** Answers what was asked, then ends the worker by asking it to. */
  close(): Promise<void> {
    return this.#post.close()
  }

  async #found(picture: Picture, minScore: number): Promise<Found> {
    const reply = await this.#post.ask({ picture, minScore }, [picture.pixels.buffer])
    return (reply as Extract<Reply, { found: Found }>).found
  }
}
