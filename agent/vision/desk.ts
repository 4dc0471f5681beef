import { grow, type Memory, memory } from './assembler.ts'
import { kernels } from './kernels.ts'

/** Bytes that the kernels work on at a time, and may write beyond what is asked for. */
const BLOCK = 64

/** Room for so many bytes, and for what the kernels write beyond them. */
export const roomy = (bytes: number) => Math.ceil(bytes / BLOCK) * BLOCK + BLOCK

/** Memory in which the kernels draw. Nothing of a picture is left there once it is drawn. */
export class Desk {
  readonly memory: Memory = memory(0)
  readonly kernels = kernels(this.memory)

  /** Another one each time that the desk grows. */
  get buffer(): ArrayBuffer {
    return this.memory.buffer
  }

  /** Lays a picture at the beginning. */
  lay(pixels: Uint8Array): void {
    new Uint8Array(this.buffer).set(pixels)
  }

  wipe(from: number, to: number): void {
    new Uint8Array(this.buffer, from, to - from).fill(0)
  }

  reserve(bytes: number): void {
    grow(this.memory, bytes)
  }
}

/** From which byte of a desk on something is drawn, and whether the whole picture lies at the beginning of the desk already. */
export interface Place {
  readonly desk: Desk
  readonly begin: number
  readonly hasPicture: boolean
}

/** One for all that draw in a thread: each draws to the end before the next begins. */
export const COMMON: Place = { desk: new Desk(), begin: 0, hasPicture: false }
