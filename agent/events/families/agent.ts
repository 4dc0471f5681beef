import { z } from 'zod'
import { Count, Instant } from '../shapes.ts'
import { Anchor } from './consent.ts'

export const AgentStarted = z
  .strictObject({
    version: z
      .string()
      .regex(/^\d+\.\d+\.\d+[\w.+-]*$/)
      .describe('Version of the agent.'),
    configDigest: z
      .string()
      .regex(/^[\w:+/=-]{1,100}$/)
      .describe(
        'Hash over its configuration with its defaults: another one, another configuration. Not the `digest` that `health` and `config.get` say, which is of the file, letter for letter.',
      ),
    anchor: Anchor.optional(),
  })
  .describe('The agent begins a new epoch.')

export const AgentStopped = z
  .strictObject({
    reason: z.enum(['signal', 'finished', 'fault']).describe('It was told to, its recordings are over, or it had to.'),
  })
  .describe('The last event of an epoch that ends in order. There is none where the machine was cut off.')

export const AgentLagging = z
  .strictObject({
    waiting: Count.describe('Events that wait for the broker.'),
    dropped: Count.describe('Events that never will reach it, counted since the outbox was begun.'),
    oldestAt: Instant.optional().describe('When the oldest that waits happened.'),
  })
  .describe('Events wait longer for the broker than they should, or some were lost.')
