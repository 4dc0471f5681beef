import { z } from 'zod'
import { ID } from '../wire.ts'

/** What an agent says of itself; a later one may say more. */
export const Presence = z.looseObject({ state: z.string(), epoch: z.number() })
export type Presence = z.infer<typeof Presence>

const Place = z.string().regex(ID)

/** Why it does not do what it was asked for. */
export const Refusal = z.looseObject({
  code: z.string(),
  message: z.string(),
  retryAfterSeconds: z.number().min(0).max(3600).optional().catch(undefined),
})
export type Refusal = z.infer<typeof Refusal>

/** What it answers to a request for what was missed. */
export const Reply = z.union([
  z.looseObject({
    ok: z.literal(true),
    final: z.boolean().optional(),
    count: z.int().min(0).optional(),
    through: Place.optional(),
    more: z.boolean().optional(),
    oldest: Place.optional(),
  }),
  z.looseObject({ ok: z.literal(false), error: Refusal }),
])
export type Reply = z.infer<typeof Reply>

/** What it answers when it is asked whether it is there. */
export const Pong = z.looseObject({ ok: z.literal(true), epoch: z.number() })

/** The JSON of a message where it has this shape. */
export function parse<S extends z.ZodType>(shape: S, payload: Buffer | string): z.infer<S> | undefined {
  try {
    return shape.safeParse(JSON.parse(String(payload))).data
  } catch {
    return undefined
  }
}
