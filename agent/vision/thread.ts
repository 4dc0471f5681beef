import type { Worker } from 'node:worker_threads'
import { Fault } from '../../config/fault.ts'
import type { Found, Reply, Request } from './message.ts'
import type { Picture } from './picture.ts'

interface Waiting {
  resolve(found: Found): void
  reject(fault: Fault): void
}

/**
 * A detector in a thread of its own. Pictures are copied once, into buffers that travel to the worker and back; answers come in the
 * order of the questions. A worker that dies fails the questions it was asked, and the next question starts another one.
 */
export class Thread {
  readonly #model: string
  readonly #spawn: () => Worker
  #worker: Promise<Worker> | undefined
  #closed = false
  #asked = 0
  readonly #waiting = new Map<number, Waiting>()
  /** Buffers that are here and not with the worker. Never more than there were questions at one time. */
  readonly #buffers: ArrayBuffer[] = []

  constructor(model: string, spawn: () => Worker) {
    this.#model = model
    this.#spawn = spawn
  }

  /**
   * Resolves once the worker has loaded its model.
   * @throws Fault ENGINE_FAILED
   */
  async start(): Promise<void> {
    await (this.#worker ??= this.#begin())
  }

  /**
   * Looks at a picture, which may be overwritten as soon as this has returned its promise.
   * @throws Fault ENGINE_FAILED
   */
  ask(picture: Picture, minScore: number): Promise<Found> {
    if (this.#closed) return Promise.reject(this.#fault('it is closed'))
    const copy = this.#copied(picture)
    return this.#send(copy, minScore)
  }

  /** Answers what was asked, then ends the worker by asking it to. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = await this.#worker?.catch(() => undefined)
    if (!worker || this.#worker === undefined) return
    const ended = new Promise(resolve => worker.once('exit', resolve))
    worker.postMessage({ close: true } satisfies Request)
    await ended
  }

  async #send(picture: Picture, minScore: number): Promise<Found> {
    const worker = await (this.#worker ??= this.#begin())
    return new Promise((resolve, reject) => {
      const ask = this.#asked++
      this.#waiting.set(ask, { resolve, reject })
      worker.postMessage({ ask, picture, minScore } satisfies Request, [picture.pixels.buffer])
    })
  }

  #begin(): Promise<Worker> {
    return new Promise((resolve, reject) => {
      const worker = this.#spawn()
      let over = false
      const lost = (why: string) => {
        // An error is followed by an exit, when another worker may have taken its place.
        if (over) return
        over = true
        this.#worker = undefined
        const fault = this.#fault(why)
        reject(fault)
        for (const { reject } of this.#waiting.values()) reject(fault)
        this.#waiting.clear()
      }
      worker.on('message', (reply: Reply) => {
        if ('ready' in reply) resolve(worker)
        else if ('unable' in reply) lost(reply.unable)
        else this.#settle(reply)
      })
      worker.on('error', error => lost(error.message))
      worker.on('exit', code => lost(`its thread ended with code ${code}`))
    })
  }

  #settle(reply: Extract<Reply, { ask: number }>): void {
    this.#buffers.push(reply.buffer)
    const waiting = this.#waiting.get(reply.ask)
    this.#waiting.delete(reply.ask)
    if ('found' in reply) waiting?.resolve(reply.found)
    else waiting?.reject(this.#fault(reply.failed))
  }

  #copied(picture: Picture): Picture {
    const { layout, width, height, pixels } = picture
    const kept = this.#buffers.pop()
    const buffer = kept && kept.byteLength >= pixels.length ? kept : new ArrayBuffer(pixels.length)
    const copy = new Uint8Array(buffer, 0, pixels.length)
    copy.set(pixels)
    return { layout, width, height, pixels: copy }
  }

  #fault(why: string): Fault {
    return new Fault('ENGINE_FAILED', { model: this.#model, why })
  }
}
