/**
 * What a detector found in one picture, as flat columns so that nothing is allocated per box. Grows by doubling, never shrinks.
 *
 *     box   | x y w h | x y w h | …      top left corner and size
 *     score | s       | s       | …      0 … 1
 *
 * The plane is the detector's: pixels of the picture for colour cameras, metres of the floor plan for overhead depth.
 */
export class Detections {
  count = 0
  box = new Float32Array(4 * 64)
  score = new Float32Array(64)

  push(x: number, y: number, width: number, height: number, score: number): void {
    if (this.count === this.score.length) this.#grow()
    const at = 4 * this.count
    this.box[at] = x
    this.box[at + 1] = y
    this.box[at + 2] = width
    this.box[at + 3] = height
    this.score[this.count++] = score
  }

  clear(): void {
    this.count = 0
  }

  #grow(): void {
    const box = new Float32Array(2 * this.box.length)
    box.set(this.box)
    this.box = box
    const score = new Float32Array(2 * this.score.length)
    score.set(this.score)
    this.score = score
  }
}
