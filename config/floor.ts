import { z } from 'zod'
import { MAX_MINUTES, MAX_SECONDS, Point, Polygon, Slug } from './shapes.ts'

const Segment = {
  id: Slug,
  from: Point.describe('One end on the floor plan, metres.'),
  to: Point.describe('The other end. Walking from `from` to `to`, the inside lies to the left.'),
  hysteresisMetres: z
    .number()
    .min(0)
    .default(0.15)
    .describe('Half the width of the band in which a person is on neither side.'),
  travelMetres: z
    .number()
    .min(0)
    .default(0.4)
    .describe('Least distance between where a person was seen on one side and on the other.'),
}

export const Line = z.strictObject({
  ...Segment,
  kind: z
    .enum(['line', 'staff'])
    .default('line')
    .describe(
      'Whoever crosses a line of the staff is staff from then on; nothing else is told of such a line. Staff are known by zone, by line or by the code on a badge, never by a device they carry: its address changes, and where it is nobody can tell to a metre.',
    ),
})
export type Line = z.infer<typeof Line>

export const Entrance = z.strictObject(Segment)
export type Entrance = z.infer<typeof Entrance>

export const Zone = z.strictObject({
  id: Slug,
  outline: Polygon.describe('Corners on the floor plan, metres, any order of turning.'),
  dwellSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .default(10)
    .describe('Time inside before a stay counts as dwelling.'),
  graceSeconds: z.number().min(0).max(MAX_SECONDS).default(2).describe('Time out of sight that does not end a stay.'),
  kind: z
    .enum(['area', 'queue', 'staff', 'opt-in'])
    .default('area')
    .describe(
      'A queue also reports how many stand in it, which does not count who walks through, and for how long. Whoever is first seen in a zone of the staff is staff; nothing else is told of such a zone. An opt-in zone is the marked lane of those who want to be recognised; in all else it is an area.',
    ),
})
export type Zone = z.infer<typeof Zone>

/** The room into which a hand goes that takes something from a shelf. */
export const Shelf = z.strictObject({
  id: Slug,
  outline: Polygon.describe(
    'Corners on the floor plan, metres: the shelf, and as much before its open front as only hands get into.',
  ),
  fromMetres: z.number().min(0).default(0.6).describe('Height above the floor from which on a hand counts.'),
  toMetres: z.number().positive().default(2).describe('And up to which.'),
})
export type Shelf = z.infer<typeof Shelf>

/** The floor plan, in metres; x to the right, y upwards, the same for every sensor. */
export const Floor = z.strictObject({
  outline: Polygon.describe(
    'Corners of the area that belongs to the shop. With entrances, whoever is seen only outside of it passed by; without one, whoever is seen is visiting.',
  ),
  gridMetres: z
    .number()
    .min(0.25)
    .default(0.5)
    .describe(
      'Positions leave the shop only as centres of squares of this size. Smaller squares would let the exact positions of visitors leave.',
    ),
  entrances: z
    .array(Entrance)
    .default([])
    .describe('Lines that begin and end a visit. Without one, whoever is seen is visiting.'),
  occupancy: z
    .enum(['seen', 'flow'])
    .default('seen')
    .describe(
      'How many are in the shop: those whom sensors follow, or, where only the entrances are seen, those who came in less those who left. By flow, visits begin at an entrance only, and how long those stay who are lost from sight is not counted.',
    ),
  keepMinutes: z
    .number()
    .min(0)
    .max(MAX_MINUTES)
    .default(30)
    .describe(
      'By flow: where the agent was away for no longer than this, it goes on from how many were inside before, and tells so with a coverage of 0; otherwise nobody is.',
    ),
  lines: z.array(Line).default([]).describe('Other lines whose crossings are told.'),
  zones: z.array(Zone).default([]).describe('Areas whose stays are told.'),
  shelves: z
    .array(Shelf)
    .default([])
    .describe('Shelves of which it is told when somebody reaches into them. Only a depth camera sees that.'),
})
export type Floor = z.infer<typeof Floor>
