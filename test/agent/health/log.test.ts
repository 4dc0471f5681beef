import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openLog } from '../../../agent/health/log.ts'
import { Fault } from '../../../config/fault.ts'
import { discreet } from '../../../config/redact.ts'

/** What was written, line by line. */
function listen() {
  const lines: string[] = []
  return { lines, log: openLog('trace', { write: line => void lines.push(line) }) }
}

const WORD = 'hunter2canary'
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const hardware = fc
  .tuple(fc.array(hex(2), { minLength: 6, maxLength: 6 }), fc.constantFrom(':', '-', '.', ''), fc.boolean())
  .map(([bytes, between, isLarge]) => {
    const text = between === '.' ? bytes.join('').replace(/(.{4})(?=.)/g, '$1.') : bytes.join(between)
    return isLarge ? text.toUpperCase() : text
  })
  // Twelve digits alone are a number.
  .filter(text => /[:.-]|[a-f]/i.test(text))

/** Something that is nobody's business, as it stands in what is said. */
const secrets = fc.oneof(
  fc.constantFrom(
    `rtsp://admin:${WORD}@10.0.0.7/stream`,
    `mqtts://${WORD}@broker.example:8883`,
    `rtsp://10.0.0.7:554/user=admin_password=${WORD}_channel=1`,
    `http://cam.example/?pwd=${WORD}`,
    `rtsp://cam.example/a/${WORD}/@/b`,
    `rtsp://admin:pass/${WORD}@cam.example/`,
    `password: ${WORD}`,
    `brokerPassword="${WORD}"`,
    `Authorization: Bearer ${WORD}`,
    `token=${WORD}`,
    `password="two words ${WORD}"`,
    `{"password":"a \\" ${WORD}"}`,
    `{\\"secret\\":\\"two words ${WORD}\\"}`,
    `token: 'two words ${WORD}'`,
    `eyJhbGciOiJFZERTQSJ9.eyJ${WORD}.c2ln`,
    `-----BEGIN PRIVATE KEY-----\n${WORD}\n-----END PRIVATE KEY-----`,
    `-----BEGIN PRIVATE KEY-----\n${WORD}`,
  ),
  fc.constantFrom(`${WORD} = 1`, `{"a": ${WORD}`, `{"a":1}${WORD}`, `["${WORD}", ]`).map(text => {
    try {
      JSON.parse(text)
    } catch (thrown) {
      return `the file cannot be read: ${(thrown as Error).message}`
    }
    throw new Error('that was valid')
  }),
)

const around = fc.string({ unit: fc.constantFrom(...'abc xyz.,(\n"'), maxLength: 12 })

/** What somebody might log with a text in it. */
const ways = fc.constantFrom<(log: ReturnType<typeof openLog>, text: string) => void>(
  (log, text) => log.info(text),
  (log, text) => log.warn({ code: 'SOURCE_LOST', why: text }, 'lost'),
  (log, text) => log.warn({ sensor: 'west' }, new Fault('SOURCE_LOST', { sensor: 'west', why: text }).message),
  (log, text) => log.error(new Error(text)),
  (log, text) => log.error({ err: new Error('no', { cause: new Error(text) }) }, 'failed'),
  (log, text) => log.info({ deep: { er: [{ still: text }] } }, 'deep'),
  (log, text) => log.info('it said: %s', text),
  (log, text) => log.child({ of: 'west' }).info({ said: text }),
  (log, text) => log.info({ [text]: 1 }, 'as a key'),
)

test('no secret is in the log, wherever it stands and whatever is around it', () => {
  fc.assert(
    fc.property(secrets, around, around, ways, (secret, before, after, say) => {
      const { lines, log } = listen()
      say(log, `${before} ${secret} ${after}`)
      expect(lines).toHaveLength(1)
      expect(() => JSON.parse(lines[0]!)).not.toThrow()
      expect(lines[0]).not.toContain(WORD)
    }),
    { numRuns: 1000 },
  )
})

test('nor a hardware address', () => {
  fc.assert(
    fc.property(hardware, around, around, ways, (address, before, after, say) => {
      const { lines, log } = listen()
      say(log, `${before} ${address} ${after}`)
      expect(lines[0]!.toLowerCase()).not.toContain(address.toLowerCase())
    }),
    { numRuns: 500 },
  )
})

test('behind the key of a secret nothing is shown, and bytes nowhere', () => {
  const { lines, log } = listen()
  log.info(
    { passwordFile: WORD, deep: { apiKey: [WORD], token: { a: WORD } }, frame: Buffer.from(WORD), pixels: 3 },
    'so',
  )
  expect(lines[0]).not.toContain(WORD)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    passwordFile: '(not shown)',
    frame: '(13 bytes)',
    pixels: 3,
    msg: 'so',
  })
})

test.each([
  ['publishing to mqtts://broker.example:8883', 'publishing to mqtts://broker.example:8883'],
  ['rtsp://10.0.0.7:554/stream1 ended', 'rtsp://10.0.0.7:554/… ended'],
  ['mqtt://[::1]:1883 (again)', 'mqtt://[::1]:1883 (again)'],
  ['The database /var/lib/aisle/aisle.db cannot grow', 'The database /var/lib/aisle/aisle.db cannot grow'],
  ['since 2026-03-02T09:00:00.123Z, 175000000000 of them', 'since 2026-03-02T09:00:00.123Z, 175000000000 of them'],
  [
    'The configuration sha256:3f9a0c1b2d4e5f60aa did not hold',
    'The configuration sha256:3f9a0c1b2d4e5f60aa did not hold',
  ],
])('what somebody needs who mends the machine stays: %s', (said, kept) => expect(discreet(said)).toBe(kept))
