import { Detections } from '../../../../agent/vision/detections.ts'
import { Overhead } from '../../../../agent/vision/overhead/overhead.ts'
import type { Reaching } from '../../../../agent/vision/overhead/reaching.ts'
import type { Depth } from '../../../../config/depth.ts'
import type { Shelf } from '../../../../config/floor.ts'
import { drawBody } from '../../../../drivers/simulated/body.ts'
import type { Furniture } from '../../../../drivers/simulated/furniture.ts'
import { stretch } from '../../../../drivers/simulated/geometry.ts'
import { born, type Person } from '../../../../drivers/simulated/person.ts'
import { Random } from '../../../../drivers/simulated/random.ts'
import { drawRoom } from '../../../../drivers/simulated/room.ts'
import { Sensing } from '../../../../drivers/simulated/sensing.ts'
import { View } from '../../../../drivers/view.ts'

/** A scene in which nothing moves but what the test moves, ten pictures a second. */
export class Still {
  readonly #view: View
  readonly #overhead: Overhead
  readonly #sensing = new Sensing(new Random(5, 'still'))
  readonly #into = new Detections()
  #people: Person[] = []
  #furniture: Furniture[] = []
  #index = 0
  #room: Float32Array | undefined
  #skippedMs = 0

  constructor(config: Depth, shelves: readonly Shelf[] = []) {
    this.#view = new View(config)
    this.#overhead = new Overhead(config, shelves)
  }

  /** `how` may say where the person looks and what the hands do. */
  stand(x: number, y: number, height: number, how: Partial<Pick<Person, 'facing' | 'reach'>> = {}): this {
    const person = born({ id: 1, group: 1, pace: 1, from: [x, y], errands: [] }, new Random(1, 'still'))
    this.#people.push({ ...person, height, ...how })
    return this
  }

  put(x: number, y: number, width: number, depth: number, height: number): this {
    this.#room = undefined
    this.#furniture.push({ base: stretch([x, y], [x + width, y]), depth, height })
    return this
  }

  /** Nobody is there any more; the furniture stays. */
  leave(): this {
    this.#people = []
    return this
  }

  get reaching(): Reaching {
    return this.#overhead.reaching
  }

  clear(): this {
    this.#people = []
    this.#furniture = []
    this.#room = undefined
    return this
  }

  /** Looks only once a second meanwhile. */
  pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += 1000) {
      this.#skippedMs += 900
      this.look(1)
    }
  }

  /** What is found in the last of so many pictures. */
  look(pictures: number): Detections {
    const { width, height } = this.#view
    const depth = (this.#room ??= drawRoom(this.#view, this.#furniture)).slice()
    for (const person of this.#people) drawBody(person, this.#view, depth)
    const millimetres = new Uint16Array(width * height)
    for (let i = 0; i < pictures; i++) {
      this.#sensing.measure(depth, width, millimetres)
      const index = this.#index++
      this.#overhead.heads({ atMs: 100 * index + this.#skippedMs, index, width, height, millimetres }, this.#into)
    }
    return this.#into
  }
}
