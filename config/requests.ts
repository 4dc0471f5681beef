import { z } from 'zod'
import { Slug } from './shapes.ts'

/** What somebody may ask of an agent over the broker; which requests belong to each says agent/events/requests.ts. */
export const ROLES = ['subscriber', 'members', 'technician', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** Families of events, as the contract has them; those of members are for nobody but whose they are. */
export const FAMILIES = [
  'visit',
  'zone',
  'line',
  'path',
  'queue',
  'shelf',
  'occupancy',
  'interval',
  'device',
  'code',
  'moment',
  'touchpoint',
  'consent',
  'sensor',
  'agent',
] as const

export const Requests = z.strictObject({
  clients: z
    .array(
      z.strictObject({
        name: Slug.describe(
          'Its name, with which the topics of its requests end: the common name of its certificate. That nobody asks in the name of another is for the broker to see to.',
        ),
        roles: z
          .array(z.enum(ROLES))
          .min(1)
          .describe(
            'subscriber: asks for events again, says what became of visits, asks how the agent is. members: hands in consents and withdrawals, has members enrolled, recognised and erased. technician: asks how the agent is, has it test itself, reads the configuration. owner: as technician, and replaces the configuration.',
          ),
        families: z
          .array(z.enum(FAMILIES))
          .optional()
          .describe(
            'Of the events for everybody, the families that it may have told again; without it all, with an empty list none. Name here what the rules of the broker let it read: the agent does not know them, and what it tells again comes on a topic of its own.',
          ),
      }),
    )
    .default([])
    .describe('Who may ask for something over the broker. Whoever is not named here is told so, and nothing is done.'),
  perMinute: z
    .number()
    .min(1)
    .max(10_000)
    .default(60)
    .describe(
      'So many requests a minute each of them may make, as many at once; all who are not named have as many together.',
    ),
})
export type Requests = z.infer<typeof Requests>
