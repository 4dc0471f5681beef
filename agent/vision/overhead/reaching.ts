/** On which side of the person an arm is, on the way from the head to the shelf. */
export const SIDE = { ahead: 0, left: 1, right: 2 } as const

/** Whose hands are in which shelves in one picture, as flat columns. */
export class Reaching {
  count = 0
  /** Index into the shelves of the configuration. */
  shelf = new Int32Array(16)
  /** Index into the detections of this picture. */
  head = new Int32Array(16)
  /** One of {@link SIDE}. */
  side = new Uint8Array(16)
  /** For how long the picture stands: the time since the one before, within reason. */
  pictureMs = 0

  push(shelf: number, head: number, side: number): void {
    if (this.count === this.shelf.length) this.#grow()
    this.shelf[this.count] = shelf
    this.head[this.count] = head
    this.side[this.count++] = side
  }

  clear(): void {
    this.count = 0
  }

  #grow(): void {
    const { shelf, head, side } = this
    this.shelf = new Int32Array(2 * shelf.length)
    this.head = new Int32Array(2 * head.length)
    this.side = new Uint8Array(2 * side.length)
    this.shelf.set(shelf)
    this.head.set(head)
    this.side.set(side)
  }
}
