import { z } from 'zod'
import { Slug } from './shapes.ts'

/** What somebody may ask of an agent over the broker; which requests belong to each says agent/events/requests.ts. */
export const ROLES = ['subscriber', 'members', 'technician', 'owner'] as const
export type Role = (typeof ROLES)[number]

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
