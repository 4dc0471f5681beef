import { z } from 'zod'
import { Touchpoint } from '../../config/touchpoints.ts'

/** What every family says in the same way. */

export const Instant = z.iso.datetime({ precision: 3 }).describe('A time, in UTC, to the millisecond.')
export const Seconds = z.number().min(0)
export const Count = z.int().min(0)
export const Share = z.number().min(0).max(1)
export const Direction = z.enum(['in', 'out']).describe('Which way.')

export const Square = z
  .tuple([z.number(), z.number()])
  .describe('Metres on the floor plan: the centre of a square of the grid, never where somebody stood.')

export const TouchpointRef = Touchpoint.omit({ at: true }).describe(
  'The touchpoint that it happened at, where the configuration names one.',
)

export const VisitId = z
  .string()
  .regex(/^[\w-]{8,64}$/)
  .describe("The visit's random id: another visit of the same person has another.")

/**
 * A sentence for people in which nothing looks like an address or a credential: no URL, no host address, no hardware
 * address, no mailbox.
 */
export const Sentence = z
  .string()
  .max(240)
  .refine(text => !/:\/\/|::|@|(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]{1,4}[:-]){3}/i.test(text), 'no address')
