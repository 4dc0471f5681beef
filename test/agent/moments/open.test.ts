import { expect, test } from 'vitest'
import type { Advice } from '../../../agent/moments/advice.ts'
import type { MomentFact } from '../../../agent/moments/fact.ts'
import { OpenMoments } from '../../../agent/moments/open.ts'
import { SOMEBODY } from './situation.ts'

const { touchpoint } = SOMEBODY
const HEAD = { visit: 'a', touchpoint: touchpoint.id, atMs: 1000, untilMs: 31_000, isShown: true }
const APPROACH: Advice = {
  ...{ ...HEAD, advice: 'approach', probability: 0.7 },
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
    closed: ({ advice }, why, outcome) => shown.push(`closed ${advice.advice} ${why} ${outcome}`),
  })
  return { open, told, shown, lines: () => told.map(fact => `${fact.kind} ${fact.advice} ${fact.atMs}`) }
}

test('an approach is over when its time is, and any other advice when something else is so', () => {
  const { open, lines, shown } = shop()
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
  expect(shown.at(-2)).toBe('closed approach expired undefined')
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
  expect(open.shown().map(({ advice }) => advice.advice)).toEqual(['leave'])
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
    ...{ probability: 0.7, why: 'answered', outcome: 'helped' },
  })
})

test('whoever hears of visits does not learn who is a member', () => {
  const { open, told, shown } = shop()
  open.open({ advice: APPROACH, touchpoint })
  expect(told[0]).toMatchObject({ reasons: ['Here for 84 s: for it.'], untilMs: 31_000 })
  const words = ['They agreed to be known here, but not to be spoken to.']
  open.open({ advice: { ...HEAD, advice: 'leave', rule: 'off-limits', words }, touchpoint })
  open.close('a', 'ended', 9000)
  expect(told.map(({ kind, advice }) => `${kind} ${advice}`)).toEqual([
    'moment.opened approach',
    'moment.closed approach',
  ])
  expect(shown).toEqual([
    ...['opened approach', 'closed approach changed undefined', 'opened leave', 'closed leave ended undefined'],
  ])
})

test('in shadow mode everything is told, and nothing shown', () => {
  const { open, told, shown } = shop()
  open.open({ advice: { ...APPROACH, isShown: false }, touchpoint })
  expect(open.shown()).toEqual([])
  open.close('a', 'left', 2000)
  expect([told.map(({ mode }) => mode), shown]).toEqual([['shadow', 'shadow'], []])
})
