import { z } from 'zod'
import { prefix } from './wire.ts'

/** The retained word on whether the agent is there. `offline` is its last will: nobody said good-bye. */
export const Status = z.strictObject({
  state: z
    .enum(['online', 'offline', 'stopped'])
    .describe('It is there; it went without a word, as its last will; it said good-bye.'),
  epoch: z.int().min(0).describe('Which is running, or was.'),
  version: z.string().describe('Of the agent.'),
  simulated: z.boolean().describe('Whether its shop is a simulated one.'),
})
export type Status = z.infer<typeof Status>

/** Where it stands, retained. */
export const statusTopic = (source: string): string => `${prefix(source)}/status`
