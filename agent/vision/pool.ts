import type { Picture } from './picture.ts'

/** Buffers in which pictures travel to a worker and back. Never more than there were pictures under way at one time. */
export class Pool {
  readonly #buffers: ArrayBuffer[] = []

  /** The same picture in a buffer that may be given away: of whatever layout, and with whatever else is known of it. */
  copy<P extends Pick<Picture, 'pixels'>>(picture: P): P {
    const { pixels } = picture
    const kept = this.#buffers.pop()
    const buffer = kept && kept.byteLength >= pixels.length ? kept : new ArrayBuffer(pixels.length)
    const copy = new Uint8Array(buffer, 0, pixels.length)
    copy.set(pixels)
    return { ...picture, pixels: copy }
  }

  back(buffer: ArrayBuffer): void {
    this.#buffers.push(buffer)
  }
}
