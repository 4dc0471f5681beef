import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MemberFact, memberFacts } from '../../../../agent/identity/gallery/fact.ts'
import type { Gallery } from '../../../../agent/identity/gallery/gallery.ts'
import { Registrar } from '../../../../agent/identity/gallery/registrar.ts'
import { takeIn } from '../../../../agent/identity/intake.ts'
import type { Ledger } from '../../../../agent/identity/ledger.ts'
import { prove } from '../../../../agent/identity/proof.ts'
import { consentOf, consentToken, DAY, NOW, revocationsToken, withdrawalToken } from '../issuer.ts'
import { ledgerOf } from '../shop.ts'
import { galleryOf, template } from './shop.ts'

let folder: string
let gallery: Gallery
let ledger: Ledger
let registrar: Registrar
beforeEach(() => open(mkdtempSync(join(tmpdir(), 'aisle-registrar-'))))
afterEach(() => {
  shut()
  rmSync(folder, { recursive: true, force: true })
})

function open(where: string): void {
  folder = where
  gallery = galleryOf(join(folder, 'gallery.db'))
  ledger = ledgerOf(join(folder, 'consent.db'))
  registrar = new Registrar(ledger, gallery)
}
function shut(): void {
  gallery.close()
  ledger.close()
}

const named = (n: number, more: object = {}) => ({ sub: `member-000${n}`, jti: `receipt-000${n}`, ...more })

async function enrolled(n: number, more: object = {}): Promise<void> {
  await takeIn(ledger, await consentToken(named(n, more)), NOW)
  expect(registrar.enrol(await consentOf(named(n, more)), template(n), 8, NOW)).toBe(true)
}

const log = () => ledger.audit.after(0, 100).map(({ entry: { atMs: _, ...entry } }) => entry)
const held = () => [...gallery.whose()].map(({ member }) => member).sort()

test('who comes and goes is in the log by the number of the receipt, and named to subscribers alone', async () => {
  await enrolled(1)
  expect(registrar.erase('member-0001', 'asked', NOW + 5)).toMatchObject({ receipt: 'receipt-0001', found: [] })
  expect(log().slice(1)).toMatchObject([
    { kind: 'enrolled', receipt: 'receipt-0001' },
    { kind: 'erased', receipt: 'receipt-0001', why: 'asked' },
  ])
  expect(JSON.stringify(log())).not.toContain('member-')
  const pseudonyms = {
    of: (member: string) => [{ audience: 'crm', member: `crm-${member}` }],
    receipt: (audience: string, receipt: string) => `${audience}-${receipt}`,
  }
  const facts: MemberFact[] = ledger
    .untold(10)
    .flatMap(logged => memberFacts(logged, ledger.whom(logged.sequence) ?? { member: '' }, pseudonyms))
  expect(facts).toEqual([
    { kind: 'member.enrolled', atMs: NOW, audience: 'crm', member: 'crm-member-0001', receipt: 'crm-receipt-0001' },
    { kind: 'member.erased', atMs: NOW + 5, audience: 'crm', member: 'crm-member-0001' },
  ])
  ledger.told(3)
  expect(ledger.whom(3)).toBeUndefined()
  expect(registrar.erase('member-0001', 'asked', NOW)).toBeUndefined()
})

test('a new consent takes the place of the old one, and the log says so', async () => {
  await enrolled(1)
  const again = named(1, { jti: 'receipt-0009' })
  await takeIn(ledger, await consentToken(again), NOW)
  registrar.enrol(await consentOf(again), template(1), 8, NOW)
  expect(log().at(-1)).toMatchObject({ kind: 'enrolled', receipt: 'receipt-0009', instead: 'receipt-0001' })
  ledger.withdraw('receipt-0001', 'member', NOW)
  expect((await registrar.due(NOW)).members).toEqual([])
})

test('nobody is kept by a consent that was taken back before, or while the template was made', async () => {
  const consent = await consentOf(named(1))
  await takeIn(ledger, await consentToken(named(1)), NOW)
  const put = gallery.put.bind(gallery)
  gallery.put = (...args) => {
    put(...args)
    ledger.withdraw('receipt-0001', 'member', NOW)
  }
  expect(registrar.enrol(consent, template(1), 8, NOW)).toBe(false)
  expect(registrar.enrol(consent, template(1), 8, NOW)).toBe(false)
  expect(held()).toEqual([])
  expect(log().map(({ kind }) => kind)).toEqual(['granted', 'withdrawn', 'enrolled', 'erased'])
})

test('erased by another while the template was made, nobody is kept either', async () => {
  const consent = await consentOf(named(1))
  await takeIn(ledger, await consentToken(named(1)), NOW)
  await enrolled(2)
  const put = gallery.put.bind(gallery)
  const other = new Registrar(ledger, gallery)
  for (const when of ['before', 'after']) {
    gallery.put = (...args) => {
      if (when === 'after') put(...args)
      other.erase('member-0001', 'asked', NOW)
      if (when === 'before') put(...args)
    }
    const isKept = registrar.enrol(consent, template(1), 8, NOW)
    // Where nobody was there yet to be erased, nothing was.
    expect([isKept, held()]).toEqual(
      when === 'before' ? [true, ['member-0001', 'member-0002']] : [false, ['member-0002']],
    )
  }
})

test('each consent that is taken back, revoked, over or asleep costs the template, and no other one', async () => {
  const short = { iat: NOW / 1000 - 86_400, exp: NOW / 1000 + 3600 }
  await enrolled(1)
  await enrolled(2)
  await enrolled(3, { ...short, iat: Math.floor(short.iat), exp: Math.floor(short.exp) })
  await enrolled(4)
  await enrolled(5, { jurisdiction: 'us-il', exp: Math.floor(NOW / 1000) + 3650 * 86_400 })
  expect((await registrar.due(NOW)).members).toEqual([])
  await takeIn(ledger, await withdrawalToken('receipt-0001'), NOW)
  await takeIn(ledger, await revocationsToken(1, ['receipt-0002']), NOW)
  const why = async (atMs: number) => (await registrar.due(atMs)).members.map(one => `${one.member.at(-1)} ${one.why}`)
  expect(await why(NOW)).toEqual(['1 withdrawn', '2 revoked'])
  // And of those who stay it is known when the first of them will not.
  expect((await registrar.due(NOW)).nextMs).toBe(Math.floor(short.exp) * 1000)
  expect(await why(Math.floor(short.exp) * 1000 - 1)).toHaveLength(2)
  expect(await why(Math.floor(short.exp) * 1000)).toHaveLength(3)
  expect(await why(NOW + DAY)).toEqual(['1 withdrawn', '2 revoked', '3 expired'])
  expect(await why(NOW + 1095 * DAY)).toEqual(['1 withdrawn', '2 revoked', '3 expired', '4 expired', '5 dormant'])
  ledger.deal('member-0005', NOW + 100 * DAY)
  expect(await why(NOW + 1095 * DAY)).toEqual(['1 withdrawn', '2 revoked', '3 expired', '4 expired'])
})

test('a template whose consent is signed by a key that is not trusted just now, or not there, is not destroyed for that', async () => {
  await enrolled(1)
  gallery.put({ member: 'member-0007', receipt: 'receipt-0007' }, template(7), 8, NOW)
  ledger.close()
  ledger = ledgerOf(join(folder, 'consent.db'), { ...ledgerOf().trust, keys: [] })
  expect((await new Registrar(ledger, gallery).due(NOW + 9000 * DAY)).members).toEqual([])
})

test('who comes back with an old copy of the gallery is erased again', async () => {
  await enrolled(1)
  registrar.erase('member-0001', 'asked', NOW)
  gallery.put({ member: 'member-0001', receipt: 'receipt-0001' }, template(1), 8, NOW)
  expect((await registrar.due(NOW)).members).toEqual([{ member: 'member-0001', why: 'returned' }])
})

test('after a change of the net everybody is stale, known to nobody, and good again once enrolled anew under the same consent', async () => {
  await enrolled(1)
  gallery.mistake('member-0001')
  gallery.close()
  gallery = galleryOf(join(folder, 'gallery.db'), { model: 'dlib', version: 'two' })
  registrar = new Registrar(ledger, gallery)
  expect(gallery.find('member-0001')).toEqual({ receipt: 'receipt-0001', isStale: true })
  expect([held(), gallery.size]).toEqual([['member-0001'], 0])
  expect((await registrar.due(NOW)).members).toEqual([])
  expect(registrar.enrol(await consentOf(named(1)), template(1), 8, NOW)).toBe(true)
  expect(gallery.list()).toMatchObject([{ isStale: false, mistakes: 1 }])
  ledger.withdraw('receipt-0001', 'member', NOW)
  gallery.close()
  gallery = galleryOf(join(folder, 'gallery.db'))
  registrar = new Registrar(ledger, gallery)
  // Whoever is stale is erased all the same.
  expect(await registrar.enforce('member-0001', NOW)).toMatchObject({ receipt: 'receipt-0001', found: [] })
})

test('the log and the gallery are held against each other: what is lost, back, or was never logged shows', async () => {
  for (const n of [1, 2, 3]) await enrolled(n)
  registrar.erase('member-0002', 'asked', NOW)
  const flaws = () =>
    prove(
      ledger.db,
      [],
      [...gallery.whose()].map(({ receipt }) => receipt),
    ).flaws.map(({ flaw, receipt }) => `${receipt} ${flaw}`)
  expect(flaws()).toEqual([])
  gallery.erase('member-0001')
  gallery.put({ member: 'member-0002', receipt: 'receipt-0002' }, template(2), 8, NOW)
  gallery.put({ member: 'member-0009', receipt: 'receipt-0009' }, template(9), 8, NOW)
  expect(flaws().sort()).toEqual([
    'receipt-0001 template-lost',
    'receipt-0002 template-returned',
    'receipt-0009 template-unlogged',
  ])
})

test('wherever it is broken off, an erasure is finished by the next, and an enrolment is wholly there or not at all', async () => {
  const cuts = fc.record({ what: fc.constantFrom('enrol', 'erase'), at: fc.integer({ min: 0, max: 3 }) })
  let n = 0
  await fc.assert(
    fc.asyncProperty(fc.array(cuts, { minLength: 1, maxLength: 4 }), async steps => {
      const member = `member-${1000 + ++n}`
      const who = { sub: member, jti: `receipt-${1000 + n}` }
      await takeIn(ledger, await consentToken(who), NOW)
      const consent = await consentOf(who)
      for (const { what, at } of steps) {
        // Breaks off at the at-th write: gallery and ledger write in turn.
        let writes = 0
        const broken = <T extends object>(of: T, ...names: (keyof T)[]) => {
          const cut = Object.create(of) as T
          for (const name of names)
            cut[name] = ((...args: unknown[]) => {
              if (writes++ === at) throw new Error('power cut')
              return (of[name] as (...args: unknown[]) => unknown).apply(of, args)
            }) as T[keyof T]
          return new Proxy(of, {
            get: (_, key) => (names.includes(key as keyof T) ? cut[key as keyof T] : bound(of, key)),
          })
        }
        const cut = new Registrar(broken(ledger, 'atomically'), broken(gallery, 'put', 'erase'))
        try {
          if (what === 'enrol') cut.enrol(consent, template(n), 8, NOW)
          else cut.erase(member, 'asked', NOW)
        } catch (thrown) {
          expect(String(thrown)).toContain('power cut')
        }
        registrar.settle(NOW + 60_000)
        const last = log().findLast(entry => 'receipt' in entry && entry.receipt === who.jti)!
        expect(held().includes(member), JSON.stringify(log())).toBe(last.kind === 'enrolled')
        expect(ledger.db.prepare('SELECT count(*) FROM begun').pluck().get()).toBe(0)
      }
    }),
    { numRuns: 40 },
  )
  expect(
    prove(
      ledger.db,
      [],
      [...gallery.whose()].map(({ receipt }) => receipt),
    ).flaws,
  ).toEqual([])
})

function bound(of: object, key: string | symbol): unknown {
  const value = (of as Record<string | symbol, unknown>)[key]
  return typeof value === 'function' ? value.bind(of) : value
}
