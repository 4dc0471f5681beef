import { z } from 'zod'

/** Names that end up in topics and events: MQTT wildcards and slashes cannot occur. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and inner hyphens, at most 63')
  .describe('Its name, as it stands in topics and events.')

export const Point = z.tuple([z.number(), z.number()])
export type Point = z.infer<typeof Point>

export const Polygon = z.array(Point).min(3)
export type Polygon = z.infer<typeof Polygon>

/** A file that must be there before the agent can use it; a relative path counts from the folder of the configuration file. */
export const Path = z.string().min(1).meta({ path: 'file' })

/** As {@link Path}, a folder. */
export const Folder = z.string().min(1).meta({ path: 'folder' })

/** As {@link Path}, but the agent makes it where it is missing. */
export const OwnPath = z.string().min(1).meta({ path: 'own' })

/** A day, the longest time that may be set. The timers of the agent count milliseconds in 31 bits, somewhat less than 25 days. */
export const MAX_SECONDS = 86_400
export const MAX_MINUTES = MAX_SECONDS / 60

/**
 * The URL of a machine: one of the schemes, a name, an IPv4 address or an IPv6 address in brackets, then perhaps a port and
 * a path. No `@` stands anywhere in it, so nothing before or within the host can pass for user name and password.
 */
export function url(schemes: string, expected: string): z.ZodString {
  const host = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9.])?)`
  return z
    .string()
    .regex(new RegExp(`^(?:${schemes})://${host}(?::[0-9]{1,5})?(?:/[^\\s@]*)?$`), { error: expected, abort: true })
    .refine(text => URL.canParse(text), expected)
}
