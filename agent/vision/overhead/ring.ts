import type { Metres } from '../../../config/units.ts'

/** Cells around a centre, as offsets: what lies in a disc or a ring, and the direction of each in twelfths of a turn. */
export interface Ring {
  readonly dx: Int8Array
  readonly dy: Int8Array
  readonly sector: Uint8Array
}

export const SECTORS = 12

export function ring(cell: Metres, from: Metres, to: Metres): Ring {
  const reach = Math.ceil(to / cell)
  const inside: [number, number][] = []
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const metres = cell * Math.hypot(dx, dy)
      if (metres >= from && metres <= to) inside.push([dx, dy])
    }
  }
  return {
    dx: Int8Array.from(inside, ([dx]) => dx),
    dy: Int8Array.from(inside, ([, dy]) => dy),
    sector: Uint8Array.from(inside, ([dx, dy]) => Math.floor(((Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1) * SECTORS)),
  }
}
