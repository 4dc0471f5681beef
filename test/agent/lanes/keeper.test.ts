import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifyConsent } from '../../../agent/identity/consent.ts'
import { type Books, openBooks } from '../../../agent/identity/gallery/books.ts'
import { takeIn } from '../../../agent/identity/intake.ts'
import { Keeper } from '../../../agent/lanes/keeper.ts'
import type { Config } from '../../../config/config.ts'
import { loadConfig } from '../../../config/load.ts'
import { template } from '../identity/gallery/shop.ts'
import { consentToken, DAY, issuer, NOW } from '../identity/issuer.ts'

let folder: string
let config: Config
let books: Books | undefined
let warned: string[]
let keeper: Keeper
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-keeper-'))
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  write('key', '5a'.repeat(32))
  config = loadConfig(
    write(
      'store.yaml',
      `store: { tenant: acme, store: vienna, agent: door }
floor: { outline: [[0, 0], [8, 0], [8, 5]] }
privacy: { ledger: consent.db, level: counts }
identity:
  issuer:
    id: crm
    keys: [{ kid: k1, x: ${issuer.x}, validFrom: "2020-01-01T00:00:00Z", validUntil: "2090-01-01T00:00:00Z" }]
  controller: { name: Acme, contact: privacy desk, policyUrl: "https://acme.example/p", withdrawal: at any till }
  gallery: { path: gallery.db, key: { kind: file, path: key } }`,
    ),
  )
  warned = []
  keeper = new Keeper(config, fault => warned.push(fault.code))
})
afterEach(async () => {
  await keeper.close()
  books?.close()
  books = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** Another program, as `aislectl` is one. */
async function enrolled(...members: number[]): Promise<void> {
  books ??= openBooks(config)
  for (const n of members) {
    const token = await consentToken({ sub: `member-000${n}`, jti: `receipt-000${n}` })
    await takeIn(books.ledger, token, NOW)
    const made = await verifyConsent(token, books.ledger.trust)
    if (!('consent' in made)) throw new Error(made.refused)
    books.registrar.enrol(made.consent, template(n), 8, NOW)
  }
}
const held = () => [...books!.gallery.whose()].map(({ member }) => member).sort()

test('whoever takes the consent back with another program is erased at the next tick, at the lowest level too', async () => {
  await keeper.tick(NOW)
  await enrolled(1, 2)
  await keeper.tick(NOW + 1000)
  books!.ledger.withdraw('receipt-0001', 'member', NOW + 1500)
  await keeper.tick(NOW + 2000)
  expect(held()).toEqual(['member-0002'])
  expect(books!.ledger.audit.after(0, 9).at(-1)!.entry).toMatchObject({ kind: 'erased', why: 'withdrawn' })
  expect(warned).toEqual([])
})

test('whose consent comes to its end is erased within a minute of it', async () => {
  await enrolled(1)
  const endMs = NOW + 99 * DAY
  for (let atMs = endMs - 90_000; atMs < endMs; atMs += 1000) await keeper.tick(atMs)
  expect(held()).toEqual(['member-0001'])
  for (let atMs = endMs; atMs < endMs + 60_000; atMs += 1000) await keeper.tick(atMs)
  expect(held()).toEqual([])
})

test('whose consent is over only if the clock that was put forward is right waits until that is sure; who took it back does not', async () => {
  await enrolled(1, 2)
  const endMs = NOW + 99 * DAY
  await keeper.tick(endMs + DAY, NOW)
  expect(held()).toEqual(['member-0001', 'member-0002'])
  books!.ledger.withdraw('receipt-0001', 'member', endMs + DAY)
  await keeper.tick(endMs + DAY + 1000, NOW + 1000)
  expect(held()).toEqual(['member-0002'])
  await keeper.tick(endMs + 2 * DAY)
  expect(held()).toEqual([])
})

test('without the key nothing is lost: it is told once, tried again, and done when the key is back', async () => {
  await enrolled(1)
  books!.ledger.withdraw('receipt-0001', 'member', NOW)
  writeFileSync(join(folder, 'key'), 'no key')
  for (let s = 0; s < 60; s++) await keeper.tick(NOW + 1000 * s)
  expect(warned).toEqual(['KEY_UNUSABLE'])
  writeFileSync(join(folder, 'key'), '5a'.repeat(32))
  for (let s = 60; s < 72; s++) await keeper.tick(NOW + 1000 * s)
  expect(held()).toEqual([])
})
