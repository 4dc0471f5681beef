import { z } from 'zod'

export const Heat = z.strictObject({
  days: z
    .int()
    .min(0)
    .max(366)
    .default(31)
    .describe(
      'For so many days it is kept how long people were in each square of floor.gridMetres, summed up from midnight to midnight, beside the database (`outbox.path`, with .heat). `aislectl heat` shows it, but for squares in which fewer than presence.k have been; those are forgotten once the day is over. 0 keeps nothing; nor does the privacy level counts.',
    ),
})
export type Heat = z.infer<typeof Heat>
