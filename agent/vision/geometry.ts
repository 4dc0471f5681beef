import { byteLength, type Picture } from './picture.ts'

/** Geometries that are kept: more than a shop has kinds of cameras. A folder of photographs has more still. */
const KEPT = 8

/** Something that is made once for each layout and size of pictures, such as the tables of a resize. */
export class ByGeometry<T> {
  readonly #make: (picture: Picture) => T
  readonly #known = new Map<string, T>()

  constructor(make: (picture: Picture) => T) {
    this.#make = make
  }

  /** @throws RangeError where the picture has not the bytes, or not the even sides, that its layout asks for */
  of(picture: Picture): T {
    const { layout, width, height, pixels } = picture
    const whole = (side: number) => Number.isInteger(side) && side > 0 && (layout === 'rgb' || side % 2 === 0)
    if (!whole(width) || !whole(height) || pixels.length < byteLength(layout, width, height))
      throw new RangeError(`${pixels.length} bytes are no ${layout} picture of ${width} × ${height}`)
    const geometry = `${layout} ${width} ${height}`
    const made = this.#known.get(geometry) ?? this.#make(picture)
    this.#known.delete(geometry)
    this.#known.set(geometry, made)
    if (this.#known.size > KEPT) this.#known.delete(this.#known.keys().next().value!)
    return made
  }
}
