/** Farther than this 16 bits of millimetres do not go. */
const FARTHEST = 65_535

/** Turns the 16-bit units of a camera into whole millimetres. */
export class Units {
  readonly #scale: number
  #into = new Uint16Array(0)

  constructor(millimetresPerUnit: number) {
    this.#scale = millimetresPerUnit
  }

  /**
   * Of little-endian units, as this machine has them; an array of bytes that begins at its buffer's beginning. Valid until the
   * next call. What is too far to be told is not measured.
   */
  millimetres(bytes: Uint8Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
    const units = new Uint16Array(bytes.buffer, 0, bytes.length >> 1)
    const scale = this.#scale
    if (scale === 1) return units
    if (this.#into.length !== units.length) this.#into = new Uint16Array(units.length)
    const into = this.#into
    for (let i = 0; i < into.length; i++) {
      const millimetres = units[i] * scale + 0.5
      into[i] = millimetres <= FARTHEST ? millimetres : 0
    }
    return into
  }
}
