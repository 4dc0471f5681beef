import { z } from 'zod'

/** The touchpoint map: what each touchpoint is worth, and what it costs visitors. */
export const TouchpointMap = z.strictObject({
  days: z
    .int()
    .min(0)
    .max(92)
    .default(35)
    .describe(
      'For so many whole days and the one that goes on, fewer where `outbox.maxMegabytes` leaves no room, it is kept which touchpoints visits met, in the database (`outbox.path`), of a visit without its number once nobody may say any more what became of it. The map is of the last seven days, its trend against the weeks before them: `aislectl touchpoints` shows it. 0 keeps nothing; nor does the privacy level counts.',
    ),
})
export type TouchpointMap = z.infer<typeof TouchpointMap>
