import type { Worker } from 'node:worker_threads'
import { Fault } from '../../config/fault.ts'

/** What every worker says of itself: it is ready, or it could not begin, and ends. */
export type State = { readonly ready: true } | { readonly unable: string }

interface Waiting<R> {
  resolve(reply: R): void
  reject(fault: Fault): void
}

/**
 * Questions to a worker and its replies, each told by the number of its question. A reply with `failed` is a fault of that question
 * alone. A worker that dies fails the questions it was asked, and the next question starts another one.
 */
export class Post<Q extends object, R extends { readonly ask: number }> {
  readonly #model: string
  readonly #spawn: () => Worker
  readonly #seen: (reply: R) => void
  #worker: Promise<Worker> | undefined
  #closed = false
  #asked = 0
  readonly #waiting = new Map<number, Waiting<R>>()

  /** `seen` is told every reply, also that to a question that failed. */
  constructor(model: string, spawn: () => Worker, seen: (reply: R) => void = () => {}) {
    this.#model = model
    this.#spawn = spawn
    this.#seen = seen
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /**
   * Resolves once the worker has loaded its model.
   * @throws Fault ENGINE_FAILED
   */
  async start(): Promise<void> {
    await (this.#worker ??= this.#begin())
  }

  /** @throws Fault ENGINE_FAILED */
  async ask(question: Q, transfer: ArrayBuffer[] = []): Promise<R> {
    const worker = await (this.#worker ??= this.#begin())
    return new Promise((resolve, reject) => {
      const ask = this.#asked++
      this.#waiting.set(ask, { resolve, reject })
      worker.postMessage({ ...question, ask }, transfer)
    })
  }

  /** Answers what was asked, then ends the worker by asking it to. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = await this.#worker?.catch(() => undefined)
    if (!worker || this.#worker === undefined) return
    const ended = new Promise(resolve => worker.once('exit', resolve))
    worker.postMessage({ close: true })
    await ended
  }

  fault(why: string): Fault {
    return new Fault('ENGINE_FAILED', { model: this.#model, why })
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
        const fault = this.fault(why)
        reject(fault)
        for (const { reject } of this.#waiting.values()) reject(fault)
        this.#waiting.clear()
      }
      worker.on('message', (reply: R | State) => {
        if ('ready' in reply) resolve(worker)
        else if ('unable' in reply) lost(reply.unable)
        else this.#settle(reply)
      })
      worker.on('error', error => lost(error.message))
      worker.on('exit', code => lost(`its thread ended with code ${code}`))
    })
  }

  #settle(reply: R): void {
    this.#seen(reply)
    const waiting = this.#waiting.get(reply.ask)
    this.#waiting.delete(reply.ask)
    if ('failed' in reply) waiting?.reject(this.fault(String(reply.failed)))
    else waiting?.resolve(reply)
  }
}
