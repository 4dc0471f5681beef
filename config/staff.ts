import { isIP } from 'node:net'
import { z } from 'zod'
import { type Broker, embeddedUrl } from './broker.ts'
import { isLoopback } from './console.ts'

/** What the staff are shown of moments. */
export const Staff = z.strictObject({
  atOnce: z
    .int()
    .min(1)
    .max(6)
    .default(3)
    .describe('So many moments are shown at a time, those first in which a contact is worth most: few and exact.'),
  topic: z
    .enum(['local', 'broker', 'none'])
    .default('local')
    .describe(
      'Whether what is open now is also said on the topic `…/staff/moments`, for tablets with a program of their own. local: where the broker is one of this machine. broker: whichever broker it is; choose this where it stands in the shop, and let no bridge pass `staff/` on. none: only the console shows it.',
    ),
})
export type Staff = z.infer<typeof Staff>

/** Whether moments are said over a broker. */
export function isSaid({ topic }: Staff, broker: Broker | undefined): boolean {
  if (!broker || topic === 'none') return false
  return topic === 'broker' || isOwn(broker)
}

/** Whether it is of this machine, so that nothing said to it leaves the shop. */
function isOwn(broker: Broker): boolean {
  const { hostname } = new URL(broker.kind === 'remote' ? broker.url : embeddedUrl(broker))
  const host = hostname.replace(/^\[|\]$/g, '')
  return host === 'localhost' || (isIP(host) !== 0 && isLoopback(host))
}
