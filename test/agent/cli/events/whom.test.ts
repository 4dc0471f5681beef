import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { whom } from '../../../../agent/cli/events/whom.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-whom-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A configuration with that broker. */
function config(broker: string): string {
  const file = join(folder, 'shop.yaml')
  const least = 'store: { tenant: a, store: b, agent: c }\nfloor: { outline: [[0, 0], [8, 0], [8, 5]] }\n'
  writeFileSync(file, `${least}broker: ${broker}\n`)
  return file
}

const CERTIFIED = '{ kind: remote, url: "mqtts://shop:8883", caFile: ca.pem, certFile: door.pem, keyFile: door.key }'
const mistaken = (message: RegExp) =>
  expect.objectContaining({ code: 'ARGUMENT_INVALID', message: expect.stringMatching(message) })

test('address and authority come from the configuration, our own certificate from the command line', () => {
  const file = config(CERTIFIED)
  expect(whom({ config: file, cert: 'me.pem', key: 'me.key' })).toMatchObject({
    url: 'mqtts://shop:8883',
    caFile: join(folder, 'ca.pem'),
    certFile: 'me.pem',
    keyFile: 'me.key',
  })
  expect(whom({ config: file, url: 'mqtts://other', ca: 'b.pem', cert: 'me.pem', key: 'me.key' })).toMatchObject({
    url: 'mqtts://other',
    caFile: 'b.pem',
  })
})

test.each([{}, { username: 'me' }, { cert: join(folder, 'door.pem'), key: join(folder, 'door.key') }])(
  'the certificate of the agent is not shown in its stead: %o',
  words => {
    const file = config(CERTIFIED)
    expect(() => whom({ ...words, config: file })).toThrow(
      mistaken(/throw it off the broker.*of your own \(--cert, --key\)/),
    )
  },
)

test('a password of the agent goes only with its name', () => {
  const file = config('{ kind: remote, url: "mqtt://shop", username: door, passwordFile: pw }')
  expect(whom({ config: file })).toMatchObject({ username: 'door', passwordFile: join(folder, 'pw') })
  const ours = whom({ config: file, username: 'me' })
  expect(ours).toMatchObject({ url: 'mqtt://shop', username: 'me' })
  expect(ours).not.toHaveProperty('passwordFile')
})

test('an address that is given stands for that of any configuration', () => {
  const file = config('{ kind: embedded, port: 0 }')
  expect(whom({ config: file, url: 'mqtt://127.0.0.1:1' })).toMatchObject({ kind: 'remote', url: 'mqtt://127.0.0.1:1' })
  expect(() => whom({ config: file })).toThrow(mistaken(/with --url/))
})

test.each([{ cert: 'me.pem' }, { key: 'me.key' }])('a certificate and its key are given together: not %o', words => {
  expect(() => whom({ url: 'mqtts://shop', ...words })).toThrow(mistaken(/given alone, expected both/))
})
