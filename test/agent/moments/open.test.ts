import { expect, test } from 'vitest'
import type { Advice } from '../../../agent/moments/advice.ts'
import type { MomentFact } from '../../../agent/moments/fact.ts'
import { OpenMoments } from '../../../agent/moments/open.ts'
import { SOMEBODY } from './situation.ts'

const { touchpoint } = SOMEBODY
const HEAD = { visit: 'a', touchpoint: touchpoint.id, atMs: 1000, untilMs: 31_000, isShown: true }
const APPROACH: Advice = {
  ...{ ...HEAD, advice: 'approach', probability: 0.7, decidedBy: 'model', weighed: { bar: 0.55, reached: 0.7 } },
  reasons: [
    { subject: 'dwell', moved: 1, words: 'Here for 84 s: for it.' },
    { subject: 'member', moved: 0.5, words: 'A member who agreed to be assisted: for it.' },
  ],
}
const DECLINED: Advice = { ...HEAD, advice: 'leave', rule: 'declined', words: ['They wanted no help.'] }

function shop() {
  const told: MomentFact[] = []
  const shown: string[] = []
  const open = new OpenMoments(fact => told.push(fact))
  open.follow({
    opened: ({ advice }) => shown.push(`opened ${advice.advice}`),
    closed: ({ advice }) => shown.push(`closed ${advice.advice}`),
  })
  return { open, told, shown, lines: () => told.map(fact => `${fact.kind} ${fact.advice} ${fact.atMs}`) }
}

test('an approach is over when its time is, and any other advice when something else is so', () => {
  const { open, told, lines, shown } = shop()
  open.open({ advice: APPROACH, touchpoint })
  open.open({ advice: { ...DECLINED, visit: 'b' }, touchpoint })
  open.tick(30_999)
  open.tick(31_500)
  open.tick(90_000)
  open.close('b', 'left', 95_000)
  open.close('b', 'ended', 96_000)
  expect(lines()).toEqual([
    'moment.opened approach 1000',
    'moment.opened leave 1000',
    'moment.closed approach 31000',
    'moment.closed leave 95000',
  ])
  expect(shown.at(-2)).toBe('closed approach')
  expect(told.find(({ kind }) => kind === 'moment.closed')).toMatchObject({ why: 'expired' })
})

test('of a visit one is open at a time', () => {
  const { open, told } = shop()
  open.open({ advice: APPROACH, touchpoint })
  open.open({ advice: { ...DECLINED, atMs: 2000 }, touchpoint })
  expect(told[1]).toMatchObject({
    kind: 'moment.closed',
    advice: 'approach',
    why: 'changed',
    openedMs: 1000,
    atMs: 2000,
  })
  expect(open.of('a')?.advice.advice).toBe('leave')
})

test('what became of it is told with its end, which is never before its beginning', () => {
  const { open, told } = shop()
  open.open({ advice: APPROACH, touchpoint })
  open.close('a', 'answered', 400, 'helped')
  expect(told[1]).toEqual({
    ...{
      kind: 'moment.closed',
      visit: 'a',
      atMs: 1000,
      openedMs: 1000,
      touchpoint,
      advice: 'approach',
      mode: 'advise',
    },
    ...{ probability: 0.7, decidedBy: 'model', why: 'answered', outcome: 'helped' },
  })
})

test('whoever hears of visits does not learn who is a member: who is not to be spoken to is told as who said so', () => {
  const words = ['They agreed to be known here, but not to be spoken to.']
  const ruled = (advice: Advice) => {
    const { open, told, shown } = shop()
    open.open({ advice: APPROACH, touchpoint })
    open.open({ advice: { ...advice, atMs: 5000 }, touchpoint })
    open.close('a', 'ended', 9000)
    return { told, shown }
  }
  const member = ruled({ ...HEAD, advice: 'leave', rule: 'off-limits', words })
  expect(member).toEqual(ruled(DECLINED))
  expect(member.told[0]).toMatchObject({ reasons: ['Here for 84 s: for it.'], untilMs: 31_000 })
  expect(member.told[2]).toMatchObject({ rule: 'declined', reasons: ['They want not to be approached.'] })
  expect(member.told).toHaveLength(4)
})

test('what looks no other from outside is told once: whoever declined and is found to be a member, and whoever is held back', () => {
  const { open, lines } = shop()
  open.open({ advice: DECLINED, touchpoint })
  open.open({ advice: { ...HEAD, atMs: 2000, advice: 'leave', rule: 'off-limits', words: [] }, touchpoint })
  const judged = { ...APPROACH, advice: 'wait', reasons: [] } as const
  open.open({ advice: { ...judged, atMs: 3000, decidedBy: 'model' } as Advice, touchpoint })
  open.open({ advice: { ...judged, atMs: 4000, decidedBy: 'bar' } as Advice, touchpoint })
  open.open({ advice: { ...judged, atMs: 5000, decidedBy: 'held-back' } as Advice, touchpoint })
  expect(lines().filter(line => line.startsWith('moment.opened'))).toEqual([
    ...['moment.opened leave 1000', 'moment.opened wait 3000', 'moment.opened wait 4000'],
  ])
})

test('nobody hears who is held back, and everybody who is a try', () => {
  const said = (decidedBy: string, advice = 'wait') => {
    const { open, told } = shop()
    open.open({ advice: { ...APPROACH, advice, decidedBy } as Advice, touchpoint })
    open.close('a', 'ended', 9000)
    return told
  }
  expect(said('held-back')).toEqual(said('bar'))
  expect(said('held-back')).toMatchObject([
    {
      decidedBy: 'share',
      reasons: [
        'A contact may be welcome, but not all of whom that may be are approached now.',
        'Here for 84 s: for it.',
      ],
    },
    { decidedBy: 'share' },
  ])
  expect(said('try', 'approach')[0]).toMatchObject({
    decidedBy: 'try',
    reasons: ['A try, to learn how visitors here take it.', 'Here for 84 s: for it.'],
  })
})

test('in shadow mode everything is told, and nothing shown', () => {
  const { open, told, shown } = shop()
  open.open({ advice: { ...APPROACH, isShown: false }, touchpoint })
  open.close('a', 'left', 2000)
  expect([told.map(({ mode }) => mode), shown]).toEqual([['shadow', 'shadow'], []])
})
