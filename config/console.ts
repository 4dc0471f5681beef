import { z } from 'zod'
import { Path } from './shapes.ts'

const Name = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/,
    'the name of a machine, in lower case, without a port',
  )

/** Where a browser finds the console. What listens on the local socket beside the database is there without it. */
export const Console = z.strictObject({
  address: z
    .union([z.ipv4(), z.ipv6()])
    .default('127.0.0.1')
    .describe(
      'Address of this machine to listen on. Off loopback, where others of the network reach it, `tokenFile`, `certFile` and `keyFile` are needed, and people are shown in the square of `floor.gridMetres` where they stand, not at their spot.',
    ),
  port: z.int().min(0).max(65535).default(8321).describe('0 lets the system choose.'),
  names: z
    .array(Name)
    .default([])
    .describe(
      'Names by which browsers may call this machine, besides its addresses and localhost. A page of another name is refused, so that no web site can look at the shop through the browser of whoever visits it.',
    ),
  tokenFile: Path.optional().describe(
    'A file whose first line is the token that a browser must show, 16 characters or more. It is read anew at each request.',
  ),
  certFile: Path.optional().describe('The certificate that it shows; with it only TLS is spoken.'),
  keyFile: Path.optional().describe('Its private key.'),
})
export type Console = z.infer<typeof Console>

/** Whether only programs of this machine reach an address. */
export function isLoopback(address: string): boolean {
  return /^127\./.test(address) || address === '::1' || /^::ffff:127\./i.test(address)
}
