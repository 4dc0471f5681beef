import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wilson } from '../../../../agent/journey/wilson.ts'
import type { Counted, Who } from '../../../../agent/moments/map/counted.ts'
import { read, write } from '../../../../agent/moments/map/kept.ts'
import { type Mapping, mapping } from '../../../../agent/moments/map/mapping.ts'
import type { Figure, Row } from '../../../../agent/moments/map/shape.ts'
import { atOnce } from '../../../../agent/publish/chart.ts'
import { type Truth, visits } from './visits.ts'

const of = (id: string, lift: number, effortSeconds: number, channel: 'shelf' | 'kiosk'): Truth => ({
  touchpoint: { id, channel, function: 'try', stage: 'consider' },
  ...{ noticed: 0.3, lift, effortSeconds },
})
const TRUTHS = [
  of('tasting', 0.25, 5, 'shelf'),
  of('fitting', 0.25, 90, 'kiosk'),
  of('poster', 0, 5, 'shelf'),
  of('kiosk', 0, 90, 'kiosk'),
]
const touchpoints = TRUTHS.map(({ touchpoint }) => touchpoint)
const period = (count: number, seed: number) => ({ visits: visits(TRUTHS, count, seed), passed: 2 * count })
const mapped = (asked: Partial<Mapping>) =>
  atOnce(mapping({ touchpoints, k: 5, now: period(4000, 1), before: [], ...asked }))
const rowOf = (rows: readonly Row[], name: string) => rows.find(row => row.id === name)!

describe('the map of a shop', () => {
  const map = mapped({ before: [2, 3, 4, 5].map(seed => period(4000, seed)) })

  test('puts each touchpoint into its quadrant without being told where they meet', () => {
    expect(Object.fromEntries(map.rows.slice(0, 4).map(({ id, quadrant }) => [id, quadrant]))).toEqual({
      ...{ tasting: 'carry', fitting: 'ease', poster: 'leave', kiosk: 'cut' },
    })
  })

  test('where nothing changed it finds no trend, and where something did, one', () => {
    expect(map.weeks).toBe(4)
    expect(map.rows.slice(0, 4).map(({ valueTrend }) => valueTrend?.way)).toEqual([
      'steady',
      'steady',
      'steady',
      'steady',
    ])
    const better = TRUTHS.map(truth =>
      truth.touchpoint.id === 'poster' ? { ...truth, lift: 0.3, effortSeconds: 40 } : truth,
    )
    const after = mapped({
      now: { visits: visits(better, 4000, 9), passed: 0 },
      before: [2, 3, 4, 5].map(seed => period(4000, seed)),
    })
    expect(rowOf(after.rows, 'poster')).toMatchObject({ valueTrend: { way: 'rising' }, effortTrend: { way: 'rising' } })
  })

  test('tells of channels, functions and stages as of one touchpoint, with the effort of all of it', () => {
    const groups = map.rows.slice(4).map(({ by, id }) => `${by} ${id}`)
    expect(groups).toEqual(['channel kiosk', 'channel shelf', 'function try', 'stage consider'])
    const [kiosk, shelf] = [rowOf(map.rows, 'kiosk'), map.rows.find(row => row.by === 'channel' && row.id === 'shelf')!]
    expect(shelf.effortSeconds!.value).toBeLessThan(kiosk.effortSeconds!.value / 2)
    expect(shelf.quadrant).toBeUndefined()
  })
})

test('says what to raise and what to cut', () => {
  const { counsel, rows } = mapped({})
  expect(Object.fromEntries(counsel.map(({ touchpoint, do: what }) => [touchpoint, what]))).toEqual({
    ...{ fitting: 'ease', kiosk: 'cut' },
  })
  const { value, effortSeconds } = rowOf(rows, 'fitting')
  const said = ({ value, low, high }: Figure, unit: string) => `${value}${unit} (${low} to ${high})`
  expect(counsel.find(({ touchpoint }) => touchpoint === 'fitting')!.sentence).toBe(
    `Make fitting easier: it brings ${said(value!, ' purchases in a hundred visits')}, and costs who takes notice of it ${said(effortSeconds!, ' s')}.`,
  )
})

test('of visits that are fewer than k it tells nothing, and no count that is none of k', () => {
  const arb = fc.record({
    count: fc.nat(60),
    seed: fc.nat(1000),
    k: fc.integer({ min: 1, max: 12 }),
    parts: fc.infiniteStream(fc.constantFrom('morning', 'evening')),
  })
  fc.assert(
    fc.property(arb, ({ count, seed, k, parts }) => {
      const made = visits(TRUTHS, count, seed).map(visit => ({
        ...visit,
        segment: { ...visit.segment, dayPart: parts.next().value as 'morning' | 'evening' },
      }))
      const map = mapped({ k, now: { visits: made, passed: count % 7 } })
      expect(map.visits % k).toBe(0)
      for (const { count } of map.funnel) expect(count % k).toBe(0)
      for (const row of map.rows) {
        for (const cell of [row, ...row.segments])
          for (const { share, of } of [cell.reach, cell.engagement, cell.conversion].filter(one => one !== undefined)) {
            expect(of % k).toBe(0)
            // Rounded to the percent, and `of` to k.
            expect((share + 0.005) * (of + k - 1)).toBeGreaterThanOrEqual(k)
          }
        if (row.by !== 'touchpoint') continue
        const noticed = made.filter(({ meetings }) => meetings.get(row.id)!.engaged).length
        if (noticed < k)
          expect([row.effortSeconds, row.staySeconds, row.value, row.touches]).toEqual(Array(4).fill(undefined))
        if (count - noticed < k) expect(row.value).toBeUndefined()
      }
    }),
    { numRuns: 60 },
  )
})

describe('of fewer than k who are left over nothing can be known', () => {
  const touchpoint = { id: 'till', channel: 'floor', function: 'pay', stage: 'buy' } as const
  const K = 5
  const visit = (staySeconds: number, engaged = true, member?: Who['member']): Counted => ({
    segment: { dayPart: 'morning', company: 'alone', member },
    meetings: new Map([
      ['till', { firstMs: 0, steps: 1, stayMs: 1000 * staySeconds, waitMs: 1000 * staySeconds, engaged }],
    ]),
    bought: undefined,
  })
  const many = (count: number, one: (i: number) => Counted) => Array.from({ length: count }, (_, i) => one(i))
  const till = (...made: readonly Counted[]) => {
    const { rows, bottlenecks } = mapped({ touchpoints: [touchpoint], k: K, now: { visits: made, passed: 0 } })
    return { ...rowOf(rows, 'till'), waits: bottlenecks }
  }

  test('no interval of times ends at whoever stayed shortest or longest', () => {
    const staying = fc.array(fc.integer({ min: 20, max: 9000 }), { minLength: K, maxLength: 60 })
    fc.assert(
      fc.property(staying, stays => {
        const { staySeconds, effortSeconds, waits } = till(
          ...stays.map(seconds => visit(seconds)),
          ...many(K, () => visit(0, false)),
        )
        const told = [staySeconds, effortSeconds, waits[0]?.waitSeconds]
        for (const { low, high } of told.filter(one => one !== undefined)) {
          expect(stays.filter(seconds => seconds <= low).length).toBeGreaterThanOrEqual(K)
          expect(stays.filter(seconds => seconds >= high).length).toBeGreaterThanOrEqual(K)
        }
        expect(told.map(one => one !== undefined)).toEqual(Array(3).fill(stays.length >= 20))
      }),
    )
  })

  test('whether none of them did not, or fewer than k, it is told alike', () => {
    const engagement = (misses: number) => till(...many(40, i => visit(30, i >= misses))).engagement
    expect(engagement(0)).toEqual({ share: 0.88, low: expect.any(Number), high: 1, of: 40 })
    for (const misses of [1, 2, 3, 4, 5]) expect(engagement(misses)).toEqual(engagement(0))
    // Of 34 as of 30, with an interval that holds that of 34.
    const { low, high } = wilson(34, 40)
    expect(engagement(6)!.share).toBe(0.75)
    expect(engagement(6)!.low).toBeLessThan(low)
    expect(engagement(6)!.high).toBeGreaterThanOrEqual(high - 0.005)
    // Of nine five and four are too few.
    expect(till(...many(9, () => visit(30))).reach).toBeUndefined()
  })

  test('no part is told that only they are not of', () => {
    const parts = (members: number) =>
      till(
        ...many(30, i => visit(30, true, i < members ? 'returning' : undefined)),
        ...many(30, i => visit(0, false, i < 15 ? 'returning' : undefined)),
      ).segments.map(({ is }) => is)
    expect(parts(15)).toEqual(['recognised', 'others'])
    // One member took notice: who knows of the whole and of the others knows of that one.
    expect(parts(1)).toEqual(['recognised'])
    expect(till(...many(30, i => visit(30, true, i < 1 ? 'returning' : undefined))).segments).toEqual([])
  })

  test.each([
    [{ new: 10, returning: 20, others: 30 }, ['recognised', 'others', 'new', 'returning']],
    [{ new: 10, returning: 20, others: 30, undated: 10 }, ['recognised', 'others', 'new', 'returning']],
    [{ new: 10, returning: 20, others: 30, undated: 4 }, ['recognised', 'others']],
    [{ new: 4, returning: 20, others: 30 }, ['recognised', 'others']],
    [{ new: 0, returning: 20, others: 30 }, ['recognised', 'others']],
    [{ new: 20, returning: 4, others: 30 }, ['recognised', 'others']],
    [{ new: 20, returning: 20, others: 4 }, []],
  ] as const)('of %o who took notice these parts are told', (counts, told) => {
    const of = (which: keyof typeof counts | 'undated', member: Who['member']) =>
      many({ undated: 0, ...counts }[which], () => visit(30, true, member))
    const those = [of('new', 'new'), of('returning', 'returning'), of('undated', 'undated'), of('others', undefined)]
    const { segments } = till(...those.flat())
    expect(segments.map(({ is }) => is)).toEqual(told)
  })

  test.each(['new', 'returning', undefined] as const)(
    'none are told apart either where of members %s only a few took notice',
    few => {
      const shown = (noticed: number) => {
        const of = (member: Who['member']) => many(20, i => visit(30, member !== few || i < noticed, member))
        return till(...of('new'), ...of('returning'), ...of(undefined)).segments.map(({ is }) => is)
      }
      expect(shown(20)).toEqual(['recognised', 'others', 'new', 'returning'])
      for (const noticed of [0, 1, 4])
        expect(shown(noticed).filter(is => is === 'new' || is === 'returning')).toEqual([])
    },
  )
})

describe('a visit on disk', () => {
  const [visit] = visits(TRUTHS, 1, 3)

  test('is read as it was, but for its times', () => {
    const found = read(write(visit!))!
    expect(found.segment).toEqual(visit!.segment)
    expect([...found.meetings.keys()]).toEqual([...visit!.meetings.keys()])
    for (const [id, meeting] of found.meetings) {
      const was = visit!.meetings.get(id)!
      expect(meeting).toMatchObject({ steps: was.steps, engaged: was.engaged })
      expect(Math.abs(meeting.stayMs - was.stayMs)).toBeLessThanOrEqual(50)
    }
  })

  test.each([undefined, 'new', 'returning', 'undated'] as const)(
    'says of a member %s, and of nothing else what it is',
    member => {
      const { segment, ...more } = visit!
      const text = write({ ...more, segment: { ...segment, member } })
      expect(read(text)!.segment.member).toBe(member)
      for (const wrong of [4, -1, 0.5, null, '1']) {
        const [part, group, , met] = JSON.parse(text)
        expect(read(JSON.stringify([part, group, wrong, met]))).toBeUndefined()
      }
    },
  )

  test('of before it was told who is new, is of a member of whom that is not known', () => {
    expect(read('["morning",0,1,[]]')!.segment.member).toBe('undated')
    expect(read('["morning",0,0,[]]')!.segment.member).toBeUndefined()
  })

  test('whatever lies there instead, it is none', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), text => void expect(read(text)).toBeUndefined()))
    const text = write(visit!)
    for (let cut = 0; cut < text.length; cut++) expect(read(text.slice(0, cut))).toBeUndefined()
  })
})
