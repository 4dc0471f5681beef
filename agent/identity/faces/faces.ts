import type { Ms } from '../../../config/units.ts'
import type { Located } from '../../../models/locate.ts'
import type { Face } from '../../vision/face.ts'
import { BOX } from '../../vision/message.ts'
import type { Picture } from '../../vision/picture.ts'
import { Pool } from '../../vision/pool.ts'
import { Post } from '../../vision/post.ts'
import { spawn } from '../../vision/spawn.ts'
import type { Authorisation } from '../gate.ts'
import type { Bearer } from '../permit.ts'
import { Keeper } from './keeper.ts'
import { ALL, type Order, type Question, type Reply } from './message.ts'
import { MATCH, REASONS, type Reason, type Standard } from './quality.ts'

/** The faces of one picture. Where it was kept, it stays with the worker until it is released. */
export interface Look {
  readonly faces: readonly Face[]
  /** Absent where the picture was not kept, or shows nobody. */
  readonly kept: number | undefined
}

/** What became of one face. */
export interface Embedded {
  /** Why it was not embedded: nothing, where it was. */
  readonly lacks: readonly Reason[]
  /** How much it counts beside others of the same face, 0 … 1. */
  readonly worth: number
  /** Of length one. To be wiped by whoever gets it. */
  readonly numbers: Float32Array | undefined
}

/** Asked to embed somebody without what allows it. Nothing was derived of the face. */
export class NotAllowed extends Error {
  constructor() {
    super('nobody is embedded without an authorisation of the gate that is theirs and still good')
    this.name = 'NotAllowed'
  }
}

/**
 * Faces in a thread of their own: found in every picture, embedded only with what the gate gave for the one whose face it is. Each
 * picture is copied once; kept ones go back wiped.
 */
export class Faces<Given extends object = Authorisation> {
  readonly #keeper: Keeper<Given>
  readonly #post: Post<Question, Reply>
  readonly #pool = new Pool()
  readonly #serial = new WeakMap<object, number>()
  #serials = 0

  private constructor(order: Order, keeper: Keeper<Given>) {
    if (!Keeper.is(keeper)) throw new TypeError('what allows a face to be embedded comes from the gate')
    this.#keeper = keeper
    this.#post = new Post<Question, Reply>(
      order.embedder.name,
      () => spawn(import.meta.url, './worker', order),
      reply => {
        if ('buffer' in reply && reply.buffer) this.#pool.back(reply.buffer)
      },
    )
  }

  /** @throws Fault ENGINE_FAILED */
  static async start<Given extends object>(
    detector: Located,
    embedder: Located,
    keeper: Keeper<Given>,
  ): Promise<Faces<Given>> {
    const faces = new Faces<Given>({ detector, embedder }, keeper)
    await faces.#post.start()
    return faces
  }

  /**
   * The faces of a picture, which may be overwritten as soon as this has returned its promise. `keep` it where somebody in it may
   * be embedded, and {@link release} it then.
   * @throws Fault ENGINE_FAILED
   */
  look(picture: Picture, minScore: number, keep: boolean): Promise<Look> {
    if (this.#post.isClosed) return Promise.reject(this.#post.fault('it is closed'))
    return this.#looked(this.#pool.copy(picture), minScore, keep)
  }

  /**
   * Embeds one face of a kept picture, if it is good enough.
   * @throws NotAllowed where `given` is not what the gate gave for this bearer, or is good no longer; Fault ENGINE_FAILED
   */
  async embed(
    given: Given,
    bearer: Bearer,
    { kept }: Look,
    face: Face,
    nowMs: Ms,
    wanted: Standard = MATCH,
  ): Promise<Embedded> {
    if (!this.#keeper.holds(given, bearer, nowMs)) throw new NotAllowed()
    if (kept === undefined) throw new TypeError('the picture was not kept')
    const allowed = this.#serialOf(given)
    const points = Float32Array.from(face.keypoints)
    const { lacks, worth, made } = (await this.#post.ask(
      { embed: kept, allowed, points, each: points.length, wanted },
      [points.buffer],
    )) as Extract<Reply, { made: Float32Array }>
    return { lacks: reasonsOf(lacks[0]), worth: worth[0], numbers: lacks[0] === 0 ? made : undefined }
  }

  /** How many faces the worker has embedded with this; it remembers the last thousand of those that it embedded anybody with. */
  async embedded(given: Given): Promise<number> {
    const { counted } = (await this.#post.ask({ count: this.#serialOf(given) })) as Extract<Reply, { counted: number }>
    return counted
  }

  /** How many faces the worker has embedded since it began, with whatever allowed it. */
  async embeddedInAll(): Promise<number> {
    const { counted } = (await this.#post.ask({ count: ALL })) as Extract<Reply, { counted: number }>
    return counted
  }

  /** The picture is wiped as soon as what was asked about it until now is answered. */
  async release({ kept }: Look): Promise<void> {
    if (kept !== undefined) await this.#post.ask({ release: kept })
  }

  /** Answers what was asked, then ends the thread; what it held is wiped. */
  close(): Promise<void> {
    return this.#post.close()
  }

  async #looked(picture: Picture, minScore: number, keep: boolean): Promise<Look> {
    const question = { look: picture, minScore, keep }
    const reply = (await this.#post.ask(question, [picture.pixels.buffer])) as Extract<Reply, { faces: Float32Array }>
    const faces: Face[] = []
    for (let i = 0; i < reply.faces.length; i += reply.each) {
      const [x, y, width, height, score] = reply.faces.subarray(i, i + BOX)
      faces.push({ x, y, width, height, score, keypoints: [...reply.faces.subarray(i + BOX, i + reply.each)] })
    }
    return { faces, kept: reply.buffer === undefined ? reply.ask : undefined }
  }

  #serialOf(given: object): number {
    const known = this.#serial.get(given)
    if (known !== undefined) return known
    this.#serial.set(given, ++this.#serials)
    return this.#serials
  }
}

function reasonsOf(word: number): Reason[] {
  return REASONS.filter((_, bit) => word & (1 << bit))
}
