import { z } from 'zod'
import { MAX_MINUTES, Slug } from './shapes.ts'

/** How the machines of one store share its sensors. One of them owns the journeys; the others see for it. */
export const Node = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('alone') }).describe('This machine has all sensors of the floor.'),
  z
    .strictObject({
      kind: z.literal('owner'),
      sensors: z
        .array(Slug)
        .min(1)
        .describe(
          'The machines that see for this one, by their `store.agent`. All need the same floor plan as this one: the places that they send are in its metres.',
        ),
      patienceMs: z
        .number()
        .min(500)
        .max(10_000)
        .default(1000)
        .describe('How long is waited for what they saw before the floor goes on; what comes later is merged later.'),
      clockMs: z
        .number()
        .min(10)
        .default(10_000)
        .describe(
          'By how much the clock of another machine may be off: that is measured by messages that go there and back over the broker, and what it sees is put to the time of this one. A machine that is off by more is told of, and what it sees left out.',
        ),
    })
    .describe(
      'This machine owns the journeys of the store: it takes in what the others see, over the broker. That must be one inside the store: what the machines tell each other on `node/` holds exact positions, not squares, and a bridge to another broker must not forward it.',
    ),
  z
    .strictObject({
      kind: z.literal('sensor'),
      owner: Slug.describe(
        'The machine that owns the journeys, by its `store.agent`. It must name this one in its `sensors`, and is the only one that takes in what this one sees.',
      ),
      batchMs: z.number().min(50).max(1000).default(200).describe('How often it is sent what was seen.'),
      maxMinutes: z
        .number()
        .positive()
        .max(MAX_MINUTES)
        .default(60)
        .describe('What the owner has not taken for longer than this is dropped, counted and told.'),
      maxMegabytes: z.number().min(16).default(128).describe('Above this the oldest is.'),
    })
    .describe(
      'This machine sees for another one, over the broker, which must be one inside the store: what it sends on `node/` holds exact positions, not squares, and a bridge to another broker must not forward it. Its floor plan must be the one of the owner, shelves included; what its scanners read is told by the owner.',
    ),
])
export type Node = z.infer<typeof Node>
