import { z } from 'zod'
import { Slug } from './shapes.ts'

/** Who is speaking: the three names appear in every topic and every event. */
export const Store = z.strictObject({
  tenant: Slug.describe('The retailer, as the cloud knows it.'),
  store: Slug.describe('The shop.'),
  agent: Slug.describe('This machine within the shop.'),
  timezone: z
    .string()
    .default('UTC')
    .refine(isTimezone, 'an IANA time zone such as Europe/Vienna')
    .describe('Where the day turns over: each day devices get new pseudonyms.'),
})
export type Store = z.infer<typeof Store>

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
