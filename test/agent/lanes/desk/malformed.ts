import { randomUUID } from 'node:crypto'
import type { IPublishPacket } from 'mqtt'
import { inquiryOf, VERBS } from '../../../../agent/events/inquiries.ts'
import { MAX_CONFIG, REQUESTS, type Verb } from '../../../../agent/events/requests.ts'
import { requestTopic } from '../../../../agent/events/wire.ts'
import type { Random } from '../../../../drivers/simulated/random.ts'

export type Packet = Pick<IPublishPacket, 'topic' | 'payload' | 'retain' | 'properties'>

/** Who may ask for a verb, of those whom {@link ROLES} names. */
export const CLIENTS = Array.from({ length: 20 }, (_, i) => ({
  name: `asker-${i}`,
  roles: (['subscriber', 'members', 'technician', 'owner'] as const).filter((_, role) => role !== i % 4),
}))

/** One that is no JSON, says too much, too little or something else, is of nobody, to nobody, old or kept: none may be done. */
export function malformed(source: string, random: Random, nowMs: number): Packet {
  const pick = <T>(list: readonly T[]): T => random.pick(list)
  const verb = pick(VERBS)
  const able = CLIENTS.filter(({ roles }) =>
    roles.some(role => (REQUESTS[verb].roles as readonly string[]).includes(role)),
  )
  const unable = CLIENTS.filter(client => !able.includes(client))
  const asker = pick(able).name
  const right = { ...inquiryOf(verb), id: randomUUID(), at: new Date(nowMs).toISOString() } as Record<string, unknown>
  const packet = (said: unknown, more: Partial<Packet> = {}): Packet => ({
    topic: requestTopic(source, verb, asker),
    payload: typeof said === 'string' || Buffer.isBuffer(said) ? said : JSON.stringify(said),
    retain: false,
    ...(random.chance(0.5) && { properties: { responseTopic: pick(TOPICS), correlationData: Buffer.alloc(8) } }),
    ...more,
  })
  const without = (name: string) => Object.fromEntries(Object.entries(right).filter(([key]) => key !== name))
  const text = JSON.stringify(right)
  switch (random.below(16)) {
    case 0:
      return packet(Buffer.from(Array.from({ length: random.below(301) }, () => random.below(256))))
    case 1:
      return packet(text.slice(0, random.below(text.length)))
    case 2:
      return packet({ ...right, [pick(KEYS)]: pick(VALUES) })
    case 3:
      return packet(without(pick(['id', 'at'])))
    case 4:
      return packet({ ...right, id: pick(IDS) })
    case 5:
      return packet({ ...right, at: pick(TIMES(nowMs)) })
    case 6:
      return packet(pick(['null', '[]', '7', '"x"', 'true', '', ' ', '{}', '['.repeat(8000), '{"a":'.repeat(3000)]))
    case 7:
      return packet(right, { topic: requestTopic(source, pick(NO_VERBS), asker) })
    case 8:
      return packet(right, { topic: requestTopic(source, verb, pick(NOBODY)) })
    case 9:
      return unable.length > 0 ? packet(right, { topic: requestTopic(source, verb, pick(unable).name) }) : packet('{')
    case 10:
      return packet(right, { retain: true })
    case 11:
      return packet(mistaken(right, verb, pick(VALUES)))
    case 12:
      return packet({ ...right, more: 'x'.repeat(16_000 + random.below(24000)) })
    case 13:
      return packet(`{"__proto__":{"id":"${randomUUID()}"},${text.slice(1)}`)
    case 14:
      return packet(right, { topic: `${requestTopic(source, verb, asker)}/more` })
    default:
      return packet(Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0xc0, 0x00]), Buffer.from('}')]))
  }
}

/** What a request says besides, wrong in one place; where it says nothing, something. */
function mistaken(right: Record<string, unknown>, verb: Verb, value: unknown): object {
  const names = Object.keys(right).filter(name => name !== 'id' && name !== 'at')
  const name = names[0]
  if (name === undefined || verb === 'config.stage' || typeof value === 'string') return { ...right, extra: value }
  return { ...right, [name]: value }
}

const KEYS = ['name', 'constructor', 'toString', '', 'ID', 'verb', '$where', 'é\u0000', 'hasOwnProperty']
const VALUES = [null, 0, -1, 1e308, true, [], {}, [[[]]], { a: { b: {} } }, 'x', '../../etc/passwd', '\u202e', "'; --"]
const IDS = ['', 'short', 'x'.repeat(65), 'with space', '../../../x', 'aisle/+/#', 7, null, [], {}, 'ü'.repeat(10)]
const NO_SLUGS = ['', 'A', '-a', 'a_b', 'x'.repeat(64), '+', '#', '../x', 7, null, [], {}]
const TIMES = (nowMs: number) => [
  ...['', 'now', 'never', '2030-13-01T00:00:00Z', '0000-00-00T00:00:00Z', 7, null, [], nowMs],
  ...[-86_400_000, -300_500, 3_600_000].map(ms => new Date(nowMs + ms).toISOString()),
]
const NO_VERBS = ['erase', 'shutdown', 'constructor', '__proto__', 'toString', '', 'PING', 'config', 'config.', '%00']
const NOBODY = ['eve', 'asker-99', 'ASKER-0', '', '-', 'asker_0', '__proto__', 'x'.repeat(64), 'ä']
const TOPICS = ['crm/answers', 'a/#', '+', '', '$SYS/x', 'aisle/v1/acme/vienna/door/visit/started', 'x'.repeat(2000)]

/** As often after its beginning as a configuration may be long. */
function full([start, more]: (typeof LONG)[number]): string {
  let text = start
  for (let i = 0; ; i++) {
    const longer = text + more(i)
    if (longer.length > MAX_CONFIG) return text
    text = longer
  }
}

const LONG: readonly (readonly [string, (i: number) => string])[] = [
  ['list: [', () => '1,'],
  ['', i => `k${i}: 1\n`],
  ['a: &a [1, 2]\n', i => `b${i}: *a\n`],
  ['cameras:\n', i => `  - { id: c${i} }\n`],
]

/** The text of a configuration in which something is wrong, or which is none. */
export function wrongYaml(right: string, random: Random): string {
  const pick = <T>(list: readonly T[]): T => random.pick(list)
  const lines = right.split('\n')
  const at = random.below(lines.length)
  switch (random.below(9)) {
    case 7:
      return full(pick(LONG))
    case 0:
      return Array.from({ length: 1 + random.below(399) }, () => pick([...'{}[]:,-#&*!|>%@`"\' \n\tab0é\u0007'])).join(
        '',
      )
    case 1:
      return `${right}\n${pick(['nobody: 1', 'store: {}', '__proto__: { a: 1 }', 'x: !!js/function "() => 1"', '<<: *x'])}`
    case 2:
      return [
        ...lines.slice(0, at),
        `${pick(['}', ']', '"', '\t', '&a *a', '? :', '%'])}${lines[at]}`,
        ']{',
        ...lines.slice(at),
      ].join('\n')
    case 3:
      return `a: &a [x, x]\n${Array.from({ length: 12 }, (_, i) => `b${i}: &b${i} [${`*${i ? `b${i - 1}` : 'a'},`.repeat(9)}]`).join('\n')}`
    case 4:
      return pick(['['.repeat(3000), '{a: '.repeat(2000), '- '.repeat(3000), `${'a:\n '.repeat(500)}`])
    case 5:
      return right.replace(/agent: \S+/, () => `agent: ${JSON.stringify(pick(NO_SLUGS))}`)
    case 6:
      return `${right}\ncameras: ${JSON.stringify(Array.from({ length: 1 + random.below(39) }, () => pick(VALUES)))}`
    default:
      return `${right}\u0000${pick(['', '\ufeff', '---\n---\n', '...'])}\n: :`
  }
}
