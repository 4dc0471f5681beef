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

/** A path in the file system; a relative one counts from the folder of the configuration file. */
export const Path = z.string().min(1).meta({ path: true })
