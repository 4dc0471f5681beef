import { beforeEach, describe, expect, test } from 'vitest'
import type { Outcome } from '../../../agent/moments/advice.ts'
import { Contacts, type Said } from '../../../agent/moments/contacts.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
let contacts: Contacts

function advise(visit: string, touchpoint: string, atMs: number): void {
  contacts.begin({ visit, touchpoint, atMs, features: new Float64Array(2), probability: 0.6, isLearned: false })
}
const say = (outcome: Outcome, atMs: number, more: Partial<Said> = {}) =>
  contacts.hear({ visit: 'a', outcome, atMs, ...more })

beforeEach(() => {
  contacts = new Contacts({ settleMs: 10 * MINUTE, outcomeMs: 24 * HOUR })
  advise('a', 'wall', 0)
})

describe('what became of contacts', () => {
  test('is learned once it is settled, and once only', () => {
    expect(say('helped', MINUTE).heard).toBe('taken')
    expect(contacts.settle(5 * MINUTE)).toEqual([])
    expect(contacts.settle(11 * MINUTE)).toMatchObject([{ visit: 'a', outcome: 'helped' }])
    expect(contacts.settle(12 * MINUTE)).toEqual([])
  })

  test('that nobody speaks of is no failure: nothing is learned of it, and it is counted', () => {
    expect(contacts.settle(25 * HOUR)).toEqual([])
    expect(contacts.censored).toBe(1)
    expect(contacts.open).toEqual([])
  })

  test('said twice counts once', () => {
    say('helped', MINUTE)
    expect(say('helped', 2 * MINUTE).heard).toBe('same')
    expect(contacts.settle(HOUR)).toHaveLength(1)
    expect(say('helped', 2 * HOUR).heard).toBe('same')
    expect(contacts.settle(3 * HOUR)).toEqual([])
  })

  test('a refusal overrules help, whichever comes first, and nothing what was learned', () => {
    say('helped', MINUTE)
    expect(say('declined', 2 * MINUTE).heard).toBe('corrected')
    expect(say('helped', 3 * MINUTE).heard).toBe('overruled')
    expect(contacts.settle(HOUR)).toMatchObject([{ outcome: 'declined' }])
    expect(say('helped', 2 * HOUR).heard).toBe('settled')
    expect(contacts.settle(3 * HOUR)).toEqual([])
  })

  test('a sale says of no contact, and takes nobody else the word', () => {
    expect(say('bought', MINUTE).heard).toBe('unknown')
    expect(contacts.settle(HOUR)).toEqual([])
    expect(say('ignored', 2 * HOUR).heard).toBe('taken')
    expect(contacts.settle(3 * HOUR)).toMatchObject([{ outcome: 'ignored' }])
  })

  test('that comes too late, or of a visit or touchpoint that nobody was sent to, is told so', () => {
    expect(say('helped', 25 * HOUR).heard).toBe('late')
    expect(say('helped', MINUTE, { visit: 'b' }).heard).toBe('unknown')
    expect(say('helped', MINUTE, { touchpoint: 'till' }).heard).toBe('unknown')
    expect(contacts.settle(20 * HOUR)).toEqual([])
  })

  test('is of the last contact in the time that is said', () => {
    advise('a', 'till', 20 * MINUTE)
    expect(say('helped', 22 * MINUTE).contact?.touchpoint).toBe('till')
    expect(say('declined', 23 * MINUTE, { untilMs: 10 * MINUTE }).contact?.touchpoint).toBe('wall')
    expect(say('helped', 24 * MINUTE, { touchpoint: 'wall' }).contact?.touchpoint).toBe('wall')
    // Who set out when it was advised and was there a minute later says so.
    advise('b', 'wall', 30 * MINUTE)
    expect(say('helped', 33 * MINUTE, { visit: 'b', fromMs: 31 * MINUTE }).heard).toBe('taken')
    expect(say('helped', 50 * MINUTE, { visit: 'b', fromMs: 45 * MINUTE }).heard).toBe('unknown')
  })

  test('is learned before it is forgotten', () => {
    say('declined', 24 * HOUR - MINUTE)
    expect(contacts.settle(24 * HOUR + MINUTE)).toMatchObject([{ outcome: 'declined' }])
    expect(contacts.open).toEqual([])
  })

  test('of a flood the oldest are forgotten and counted', () => {
    for (let i = 0; i < 2500; i++) advise(`v${i}`, 'wall', i)
    expect(contacts.open).toHaveLength(2000)
    expect(contacts.dropped).toBe(501)
  })
})
