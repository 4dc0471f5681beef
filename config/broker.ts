import { z } from 'zod'
import { OwnPath, Path, Slug, url } from './shapes.ts'

const Remote = z.strictObject({
  kind: z.literal('remote'),
  url: url(
    'mqtts?|wss?',
    'mqtt:// or mqtts:// (or ws://, wss://) with a host, perhaps a port, without user name and password',
  ).describe('Where the broker listens. No `@` may stand in it.'),
  protocol: z
    .enum(['5', '3.1.1'])
    .default('5')
    .describe('Version of MQTT; a broker that refuses 5 is spoken to in 3.1.1.'),
  username: z.string().optional().describe('For brokers that ask for one.'),
  passwordFile: Path.optional().describe('A file whose first line is the password.'),
  caFile: Path.optional().describe('Certificates that the broker is checked against; without it, those of the system.'),
  certFile: Path.optional().describe("This agent's certificate."),
  keyFile: Path.optional().describe('Its private key.'),
})

const Embedded = z.strictObject({
  kind: z.literal('embedded'),
  host: z.string().default('127.0.0.1').describe('Address to listen on.'),
  port: z.int().min(0).max(65535).default(11883).describe('0 lets the system choose.'),
})

export const Broker = z.discriminatedUnion('kind', [
  Remote.describe('A broker such as mosquitto, in the shop or in the cloud.'),
  Embedded.describe(
    'A small broker inside the agent, MQTT 3.1.1, for demonstrations only: whoever reaches it hears everything and may ask for anything, in any name, and it keeps nothing. The agent says so at its start, and `config check` where the shop is not simulated.',
  ),
])
export type Broker = z.infer<typeof Broker>

export const Outbox = z.strictObject({
  path: OwnPath.default('aisle.db').describe('The SQLite database that holds what is not delivered yet.'),
  window: z.int().min(1).max(1000).default(50).describe('Events on their way to the broker at the same time.'),
  commitMs: z
    .number()
    .min(0)
    .max(1000)
    .default(10)
    .describe(
      'Least time between two commits: an event that comes sooner after one waits, and is committed together with others. One that comes alone does not.',
    ),
  maxMegabytes: z
    .number()
    .min(16)
    .default(512)
    .describe(
      'What the database takes at most, with its log and the file beside it. Above this events are dropped, the oldest first: those that the broker has before those that it has not, ends and erasures last of all. What was still waited for is counted and told. About a quarter of it is at most for statistics (looks, advice, outcomes, days of the touchpoint map): what is more goes, the oldest first, and all of it before any event that somebody waits for.',
    ),
  keepDays: z
    .number()
    .positive()
    .max(3650)
    .default(7)
    .describe(
      'Days, of those that the agent ran, after which an event goes, delivered or not. Until then a subscriber may have it told again.',
    ),
  acknowledgedBy: z
    .array(Slug)
    .default([])
    .describe(
      'Subscribers by whom an event must be acknowledged; when all of them have it, it goes. Each of them must acknowledge the events for everybody, and those for it alone: one that reads only its own holds all others back, and each of those counts as lost when it goes for age or room. Without any name an event stays as long as age and room allow.',
    ),
})
export type Outbox = z.infer<typeof Outbox>

/** Where the broker listens that is embedded at `host`, an IPv6 address in brackets (RFC 3986, 3.2.2). */
export function embeddedUrl({ host, port }: { readonly host: string; readonly port: number }): string {
  return `mqtt://${host.includes(':') ? `[${host}]` : host}:${port}`
}
