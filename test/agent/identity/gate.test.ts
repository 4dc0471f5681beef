import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Law } from '../../../agent/identity/decide.ts'
import { Authorisation, Gate } from '../../../agent/identity/gate.ts'
import { takeIn } from '../../../agent/identity/intake.ts'
import { type Permit, permitOfLane, permitOfPass } from '../../../agent/identity/permit.ts'
import { prove } from '../../../agent/identity/proof.ts'
import { consentToken, DAY, NOW, passOf, revocationsToken, signer, trustOf } from './issuer.ts'
import { ledgerOf } from './shop.ts'

const law: Law = { level: 'members', jurisdiction: 'eu', purposes: ['welcome'], staleMs: DAY }
const bearer = { sensor: 'eye', track: 7 }
const signals = { lanes: new Set(['lane']), permitMs: 15_000 }

async function open(members: readonly string[] = ['member-0001'], under: Law = law) {
  const ledger = ledgerOf()
  await takeIn(ledger, await revocationsToken(1, []), NOW)
  for (const sub of members) await takeIn(ledger, await consentToken({ sub, jti: `receipt-${sub}` }), NOW)
  const gate = new Gate(ledger, under)
  const pass = async (sub = 'member-0001') => permitOfPass(await passOf({ sub }), 'till', bearer, NOW, signals)!
  const last = () => ledger.audit.after(ledger.audit.head.sequence - 1, 1)[0]?.entry
  return { ledger, gate, pass, last, lane: permitOfLane('lane', bearer, NOW, signals)! }
}

const given = (answer: unknown): Authorisation => {
  expect(answer).toBeInstanceOf(Authorisation)
  return answer as Authorisation
}

/** Stands for whatever derives something from a face. */
const embed = (_: Authorisation) => 'embedded'

test('nothing but the gate makes what the embedder takes', async () => {
  const { gate, pass } = await open()
  const genuine = given(await gate.ask(await pass(), 'welcome', NOW))
  expect(embed(genuine)).toBe('embedded')
  const { bearer: whose, purpose, candidates, untilMs } = genuine
  // None of these is written by somebody who means well; that they do not compile is what this test says.
  // @ts-expect-error nothing at all
  embed(undefined)
  // @ts-expect-error what looks like one
  embed({ bearer: whose, purpose, candidates, untilMs })
  // @ts-expect-error a copy
  embed({ ...genuine })
  // @ts-expect-error a permit without a consent
  embed(await pass())
  // @ts-expect-error a refusal
  embed({ allowed: false, reason: 'no-consent' })
  // @ts-expect-error an answer that nobody looked at
  embed(await gate.ask(await pass(), 'welcome', NOW))
  const permit = await pass()
  // @ts-expect-error the symbol that the maker wants is in no other file
  expect(() => new Authorisation(Symbol('given'), permit, 'welcome', [], NOW)).toThrow()
})

test('at run time a forged one is refused, however it was made', async () => {
  const { gate, pass } = await open()
  const genuine = given(await gate.ask(await pass(), 'welcome', NOW))
  expect(gate.holds(genuine, bearer, NOW)).toBe(true)
  const maker = Authorisation as unknown as new (...args: unknown[]) => Authorisation
  expect(() => new maker(undefined, {}, 'welcome', [], NOW + DAY)).toThrow(TypeError)
  expect(() => Reflect.construct(Authorisation, [Symbol('given'), {}, 'welcome', [], NOW])).toThrow(TypeError)
  for (const forged of [
    { ...genuine },
    Object.create(genuine),
    Object.create(Authorisation.prototype),
    Object.assign(Object.create(Authorisation.prototype), genuine),
    structuredClone({ ...genuine }),
    new Proxy(genuine, {}),
    null,
    undefined,
  ])
    expect(gate.holds(forged, bearer, NOW)).toBe(false)
  expect(() => Object.assign(genuine, { untilMs: NOW + DAY })).toThrow(TypeError)
})

test('it is for one track of one sensor, and ends', async () => {
  const { gate, pass } = await open()
  const genuine = given(await gate.ask(await pass(), 'welcome', NOW))
  expect(gate.holds(genuine, { ...bearer, track: 8 }, NOW)).toBe(false)
  expect(gate.holds(genuine, { ...bearer, sensor: 'ear' }, NOW)).toBe(false)
  expect(gate.holds(genuine, bearer, NOW + 14_999)).toBe(true)
  expect(gate.holds(genuine, bearer, NOW + 15_000)).toBe(false)
  expect(gate.holds(genuine, bearer, Number.NaN)).toBe(false)
})

test('of each camera it is for one track: the one that it followed them as then, or else the first; for all purposes alike', () => {
  const cameras = ['desk', 'door', 'back']
  const track = fc.integer({ min: 1, max: 3 })
  const followed = fc.record({ sensor: fc.constantFrom(...cameras), track })
  return fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(followed, { selector: ({ sensor }) => sensor }),
      fc.array(fc.tuple(followed, fc.boolean()), { maxLength: 12 }),
      async (seenAs, asked) => {
        const { gate, ledger } = await open(['member-0001'], { ...law, purposes: ['welcome', 'assist'] })
        const permit = permitOfLane('lane', { ...bearer, seenAs }, NOW, signals)!
        const [one, other] = [await gate.ask(permit, 'welcome', NOW), await gate.ask(permit, 'assist', NOW)].map(given)
        const bound = new Map(seenAs.map(({ sensor, track }) => [sensor, track]))
        for (const [by, isFirst] of asked) {
          if (!bound.has(by.sensor)) bound.set(by.sensor, by.track)
          const holds = gate.holds(isFirst ? one : other, { ...bearer, seenAs: [by] }, NOW)
          expect(holds).toBe(bound.get(by.sensor) === by.track)
        }
        ledger.close()
      },
    ),
    { numRuns: 25 },
  )
})

test('what is taken back meanwhile ends it at once, before the match and after', async () => {
  const { gate, pass, ledger, last } = await open()
  const genuine = given(await gate.ask(await pass(), 'welcome', NOW))
  ledger.withdraw('receipt-member-0001', 'member', NOW + 1)
  expect(gate.holds(genuine, bearer, NOW + 2)).toBe(false)
  expect(await gate.confirm(genuine, 'member-0001', NOW + 2)).toEqual({ allowed: false, reason: 'consent-withdrawn' })
  expect(last()).toMatchObject({ kind: 'refused', reason: 'consent-withdrawn', receipt: 'receipt-member-0001' })
})

test('in a lane those are looked for who agreed, and only they are confirmed', async () => {
  const { gate, lane, ledger } = await open(['member-0001', 'member-0002', 'member-0003'])
  ledger.withdraw('receipt-member-0002', 'member', NOW)
  const genuine = given(await gate.ask(lane, 'welcome', NOW))
  expect(genuine.candidates.map(({ member }) => member).toSorted()).toEqual(['member-0001', 'member-0003'])
  expect(await gate.confirm(genuine, 'member-0003', NOW)).toEqual({
    allowed: true,
    member: 'member-0003',
    receipt: 'receipt-member-0003',
    purpose: 'welcome',
  })
  await takeIn(ledger, await consentToken({ sub: 'member-0004' }), NOW)
  expect(await gate.confirm(genuine, 'member-0004', NOW)).toMatchObject({ reason: 'consent-of-another' })
  expect(await gate.confirm(genuine, 'member-0009', NOW)).toMatchObject({ reason: 'no-consent' })
  expect(ledger.standing('member-0003').lastMs).toBeGreaterThanOrEqual(Math.floor(NOW / DAY) * DAY)
})

test('in a lane where nobody agreed, nobody is looked at', async () => {
  const { gate, lane } = await open([])
  expect(await gate.ask(lane, 'welcome', NOW)).toEqual({ allowed: false, reason: 'no-consent' })
})

test('where a lane is no consent, it is none', async () => {
  const { gate, lane } = await open(['member-0001'], { ...law, jurisdiction: 'us-il' })
  expect(await gate.ask(lane, 'welcome', NOW)).toEqual({ allowed: false, reason: 'signal-not-enough' })
})

test('every answer is in the log, with its reason and without a pseudonym', async () => {
  const { gate, pass, lane, ledger, last } = await open()
  await gate.ask(await pass(), 'welcome', NOW)
  expect(last()).toMatchObject({
    kind: 'allowed',
    purpose: 'welcome',
    signal: 'pass',
    place: 'till',
    receipt: 'receipt-member-0001',
  })
  await gate.ask(lane, 'welcome', NOW)
  expect(last()).toMatchObject({ kind: 'allowed', signal: 'lane', place: 'lane', candidates: 1 })
  await gate.ask(await pass('member-0007'), 'welcome', NOW)
  expect(last()).toMatchObject({ kind: 'refused', reason: 'no-consent' })
  await gate.ask(undefined, 'welcome', NOW)
  expect(last()).toMatchObject({ kind: 'refused', reason: 'no-permit' })
  await gate.ask({ ...(await pass()) } as Permit, 'assist', NOW)
  expect(last()).toMatchObject({ kind: 'refused', reason: 'purpose-not-served' })
  const log = JSON.stringify(ledger.audit.after(0, 100).map(({ entry: { ...entry } }) => ({ ...entry, receipt: '' })))
  expect(log).not.toMatch(/member-\d/)
  expect(prove(ledger.db).flaws).toEqual([])
})

test('without the log the answer is no', async () => {
  const { gate, pass, ledger } = await open()
  const permit = await pass()
  ledger.db.exec('DROP TABLE audit')
  expect(await gate.ask(permit, 'welcome', NOW)).toEqual({ allowed: false, reason: 'ledger-unusable' })
  ledger.close()
  expect(await gate.ask(permit, 'welcome', NOW).catch(() => 'thrown')).not.toBeInstanceOf(Authorisation)
})

test('what another issuer signed is refused at the gate too', async () => {
  const ledger = ledgerOf(':memory:', trustOf(signer('k9')))
  const gate = new Gate(ledger, law)
  const permit = permitOfPass(await passOf(), 'till', bearer, NOW, signals)
  expect(await gate.ask(permit, 'welcome', NOW)).toEqual({ allowed: false, reason: 'no-consent' })
})
