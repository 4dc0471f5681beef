import { z } from 'zod'
import type { Fault } from '../../../config/fault.ts'
import { Slug } from '../../../config/shapes.ts'
import type { Access } from './link.ts'
import type { Progress } from './progress.ts'
import type { Shop } from './topics.ts'
import type { From } from './yard.ts'

export interface SubscriberOptions<T> extends Access {
  /** The subscriber's name: the common name of its certificate. One process at a time bears it. */
  readonly name: string
  readonly stores: readonly Shop[]
  /** Where it is kept how far we have come: a file, for a database of SQLite that handlers may write to, or one's own. */
  readonly progress: string | Progress<T>
  /** Where to begin with an agent that was never heard before; unless said, with the oldest that it still has. */
  readonly from?: From
  /** Unless said, what agents tell everybody (`all`) and what they tell this subscriber alone (`own`). */
  readonly streams?: 'all' | 'own' | 'both'
  /** Most events that the broker sends ahead of what was handled. */
  readonly window?: number
  /** Most events of one stream that are done in one transaction. */
  readonly batch?: number
  /** Most events of one stream that are held because one before them is missing. */
  readonly hold?: number
  /** How long an agent that is there may fail to send again what is missing, until that is given up as lost. */
  readonly patienceMs?: number
  /** How long one request may stay without a word. */
  readonly answerMs?: number
  /** How often agents are asked whether something did not arrive that nothing behind it shows. */
  readonly checkMs?: number
  /** How long the broker keeps for us what we do not fetch (MQTT 5). */
  readonly sessionSeconds?: number
  /** Hears each time that the broker has let us in: at the start, and when it is back. */
  readonly onOnline?: () => void
  /** Hears, once each, what goes wrong and is tried again. Unless given, it is a warning of the process. */
  readonly onFault?: (fault: Fault) => void
}

const Pem = z
  .custom<string | Buffer>(
    it => (typeof it !== 'string' && !Buffer.isBuffer(it) ? false : it.includes('-----BEGIN ')),
    'PEM text or a Buffer of it, such as readFileSync gives, and not the path of a file',
  )
  .optional()

/** What can be wrong in a program that nobody checked types of, and would be found late. */
export const Checked = z.object({
  url: z.string().regex(/^(?:mqtt|tcp|ws)s?:\/\/[^/]|^(?:ssl|tls):\/\/[^/]/, 'mqtts://host:8883 or mqtt://host:1883'),
  name: Slug,
  stores: z.array(z.object({ tenant: Slug, store: z.union([Slug, z.literal('+')]) })).min(1),
  ...{ ca: Pem, cert: Pem, key: Pem },
  protocol: z.union([z.literal(5), z.literal('3.1.1')]).optional(),
  window: z.int().min(1).max(65_535).optional(),
  streams: z.enum(['all', 'own', 'both']).optional(),
  batch: z.int().min(1).optional(),
  hold: z.int().min(1).optional(),
})
