import type { Picture } from './picture.ts'

/** Buffers in which pictures travel to a worker and back. Never more than there were pictures under way at one time. */
export class Pool {
  readonly #buffers: ArrayBuffer[] = []

  /** The same picture in a buffer that may be given away. */
  copy({ layout, width, height, pixels }: Picture): Picture {
    const kept = this.#buffers.pop()
    const buffer = kept && kept.byteLength >= pixels.length ? kept : new ArrayBuffer(pixels.length)
    const copy = new Uint8Array(buffer, 0, pixels.length)
    copy.set(pixels)
    return { layout, width, height, pixels: copy }
  }

  back(buffer: ArrayBuffer): void {
    this.#buffers.push(buffer)
  }
}
