import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Event } from '../../../agent/events/contract.ts'
import { PUBLIC } from '../../../agent/events/wire.ts'
import { AT, draft, many, passed, Shop } from './shop.ts'

const MEMBER = 'member-0123456789abcdef'
const OTHER = 'member-fedcba9876543210'
const hex = (i: number) => i.toString(16).padStart(32, '0')
const recognised = (i: number, member = MEMBER, audience = 'crm') =>
  draft({
    ...({ kind: 'member.recognised', atMs: AT + i, audience, member, purpose: 'welcome' } as const),
    ...{ recognition: hex(i), receipt: hex(1000 + i) },
  })
const erased = draft({ kind: 'member.erased', atMs: AT + 999, audience: 'crm', member: MEMBER })

const deliver = ({ outbox }: Shop) => {
  outbox.flush()
  outbox.settle(outbox.read(0, 1e6))
  outbox.flush()
}

test('of a member who is erased the outbox says nothing any more but that, in no byte of its files, and tells nothing again', () => {
  for (const keeping of [{ keepDays: 7, acknowledgedBy: [] }, undefined]) {
    const one = new Shop(keeping && { keeping })
    for (let i = 0; i < 40; i++) one.outbox.append([recognised(i), recognised(i, OTHER), ...many(5)])
    deliver(one)
    one.outbox.append([recognised(50), recognised(51, OTHER), passed()])
    one.outbox.flush()
    one.outbox.append([recognised(60), erased, recognised(61, OTHER), recognised(62, MEMBER, 'till')])
    one.outbox.flush()
    const waiting = one.outbox.read(0, 1e6).map(({ body }) => JSON.parse(body) as Event)
    expect(waiting.map(({ type, data }) => [type.split('.')[2], 'member' in data && data.member])).toEqual([
      ['recognised', OTHER],
      ['passed', false],
      ['erased', MEMBER],
      ['recognised', OTHER],
      ['recognised', MEMBER],
    ])
    expect([one.outbox.waiting, one.outbox.dropped]).toEqual([5, 2])
    if (keeping) {
      const kept = one.outbox.replay({ stream: 'crm' }).entries
      expect(kept.filter(({ body }) => body.includes(MEMBER)).map(({ topic }) => topic.split('/').at(-2))).toEqual([
        'erased',
      ])
      expect(kept.filter(({ body }) => body.includes(OTHER))).toHaveLength(42)
      expect(one.outbox.replay({ stream: PUBLIC }).entries).toHaveLength(201)
    }
    one.close()
    const bytes = ['', '-wal', '.spare'].map(part => {
      try {
        return readFileSync(one.path + part, 'latin1')
      } catch {
        return ''
      }
    })
    // The erasure itself, and what another subscriber hears.
    expect(bytes.join('').split(MEMBER).length - 1).toBe(2)
    one.remove()
  }
})
