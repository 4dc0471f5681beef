import { expect, test } from 'vitest'
import type { Law } from '../../../agent/identity/decide.ts'
import { Authorisation, Gate } from '../../../agent/identity/gate.ts'
import { takeIn } from '../../../agent/identity/intake.ts'
import type { Ledger } from '../../../agent/identity/ledger.ts'
import { permitOfPass } from '../../../agent/identity/permit.ts'
import type { JourneyFact } from '../../../agent/journey/fact.ts'
import { Records } from '../../../agent/journey/records.ts'
import { Touchpoints } from '../../../agent/journey/touchpoints.ts'
import { Recognised } from '../../../agent/lanes/recognised.ts'
import { consentToken, DAY, NOW, passOf, revocationsToken } from '../identity/issuer.ts'
import { ledgerOf } from '../identity/shop.ts'

const LAW: Law = { level: 'members', jurisdiction: 'eu', purposes: ['assist', 'measure'], staleMs: DAY }
const RECEIPT = 'receipt-0001'
const seconds = (ms: number) => Math.floor(ms / 1000)
const agreeing = (purposes: readonly string[], jti: string, iatMs: number) =>
  consentToken({ purposes, jti, iat: seconds(iatMs), exp: seconds(NOW + 10 * DAY) })

/** A shop in which a member was recognised in visit `a` for all that they agreed to. */
async function shop(before?: (ledger: Ledger) => void) {
  const ledger = ledgerOf()
  await takeIn(ledger, await revocationsToken(1, []), NOW)
  await takeIn(ledger, await agreeing(['assist', 'measure'], RECEIPT, NOW - DAY), NOW)
  before?.(ledger)
  const gate = new Gate(ledger, LAW)
  const records = new Records(new Touchpoints([]))
  const listeners = [(fact: JourneyFact) => records.hear(fact)]
  const tell = (...facts: JourneyFact[]) => {
    for (const fact of facts) for (const hear of listeners) hear(fact)
  }
  const refused: string[] = []
  const stages = { records, listen: (hear: (fact: JourneyFact) => void) => void listeners.push(hear) }
  const recognised = new Recognised({ gate, stages, refuse: visit => void refused.push(visit) })
  tell({ kind: 'visit.started', visit: 'a', atMs: NOW })
  for (const [track, purpose] of LAW.purposes.entries()) {
    const signals = { lanes: new Set<string>(), permitMs: 15_000 }
    const pass = await passOf({ sub: 'member-0001', jti: `pass-00000${track}` })
    const given = await gate.ask(permitOfPass(pass, 'till', { sensor: 'eye', track: 7 }, NOW, signals), purpose, NOW)
    if (!(given instanceof Authorisation)) throw new Error(given.reason)
    expect(await gate.confirm(given, 'member-0001', NOW)).toMatchObject({ allowed: true })
    recognised.meet({ kind: 'recognition', visit: 'a', atMs: NOW, purpose }, given)
  }
  const known = (visit = 'a') =>
    records.of(visit)?.touches.flatMap(touch => (touch.kind === 'recognition' ? [touch.purpose] : []))
  return { ledger, records, recognised, tell, refused, known }
}

test('what was known by a consent is known as long as it holds', async () => {
  const { recognised, known, refused } = await shop()
  await recognised.look(NOW + 60_000)
  expect([known(), refused]).toEqual([['assist', 'measure'], []])
})

test.each([
  ['taken back by the member', 'member'],
  ['taken back by the issuer', 'issuer'],
  ['revoked', 'list'],
] as const)('once it is %s nothing is known any more, and whoever was known is left alone', async (_, by) => {
  const { ledger, recognised, known, refused } = await shop()
  ledger.withdraw(RECEIPT, by, NOW + 1000)
  await Promise.all([recognised.look(NOW + 1000), recognised.look(NOW + 1000)])
  expect(known()).toEqual([])
  expect(new Set(refused)).toEqual(new Set(['a']))
  expect(refused).toHaveLength(2)
  await recognised.look(NOW + 2000)
  expect(refused).toHaveLength(2)
})

test('the same once the member is erased though the consent is not taken back, and once it is over', async () => {
  const erased = await shop()
  erased.ledger.gone(RECEIPT, true)
  await erased.recognised.look(NOW + 1000)
  expect([erased.known(), erased.refused]).toEqual([[], ['a', 'a']])
  const over = await shop()
  await over.recognised.look(NOW + 11 * DAY)
  expect([over.known(), over.refused]).toEqual([[], ['a', 'a']])
})

test('who agrees anew to less is known for that alone, and who agrees to as much goes on', async () => {
  const less = await shop()
  await takeIn(less.ledger, await agreeing(['measure'], 'receipt-0002', NOW - 1000), NOW)
  await less.recognised.look(NOW + 1000)
  expect([less.known(), less.refused]).toEqual([['measure'], ['a']])
  const more = await shop()
  await takeIn(more.ledger, await agreeing(['measure', 'assist', 'welcome'], 'receipt-0003', NOW - 1000), NOW)
  await more.recognised.look(NOW + 1000)
  expect([more.known(), more.refused]).toEqual([['assist', 'measure'], []])
})

test('as the other of two visits that are of one person, too', async () => {
  const { ledger, recognised, tell, known, refused } = await shop()
  tell({ kind: 'visit.started', visit: 'b', atMs: NOW })
  tell({ kind: 'visit.ended', visit: 'a', atMs: NOW + 1000, startedMs: NOW, reason: 'merged', into: 'b' })
  tell({ kind: 'visit.ended', visit: 'b', atMs: NOW + 2000, startedMs: NOW, reason: 'lost' })
  tell({ kind: 'visit.started', visit: 'c', atMs: NOW + 3000 })
  tell({ kind: 'visit.joined', visit: 'c', atMs: NOW, previous: 'b' })
  expect(known('c')).toEqual(['assist', 'measure'])
  ledger.withdraw(RECEIPT, 'member', NOW + 4000)
  await recognised.look(NOW + 4000)
  expect([known('c'), refused]).toEqual([[], ['c', 'c']])
})

test('who says that it was not them is known no more, and has refused nothing; of another member, and of before, it says nothing', async () => {
  const { ledger, recognised, known, refused } = await shop()
  const retracted = (receipt: string) => ledger.log({ kind: 'retracted', atMs: NOW, receipt, by: 'staff' })
  retracted('receipt-0009')
  await recognised.look(NOW + 1000)
  expect(known()).toEqual(['assist', 'measure'])
  retracted(RECEIPT)
  await recognised.look(NOW + 2000)
  expect([known(), refused]).toEqual([[], []])
  const later = await shop(ours => void ours.log({ kind: 'retracted', atMs: NOW, receipt: RECEIPT, by: 'member' }))
  await later.recognised.look(NOW + 1000)
  expect(later.known()).toEqual(['assist', 'measure'])
})

test('a ledger that cannot be read is no reason to go on', async () => {
  const { ledger, recognised, known } = await shop()
  ledger.close()
  await recognised.look(NOW + 1000)
  expect(known()).toEqual([])
})
