import type { Figure, Portion, Row, Segment, TouchpointMap } from '../../moments/map/shape.ts'
import { table } from '../models/table.ts'

/** By what it is split: of one touchpoint or of all that are alike, or by who visited. */
export const SPLITS = ['channel', 'function', 'segment', 'stage'] as const
export type By = (typeof SPLITS)[number]

const QUADRANTS = { carry: 'raise', ease: 'ease', leave: 'leave', cut: 'cut' } as const
const ARROWS = { rising: '↑', falling: '↓', steady: '→' } as const
const HEAD = ['REACH', 'NOTICED', 'BOUGHT', 'STAY', 'VALUE IN 100 VISITS', 'EFFORT', 'QUADRANT']
const NONE = '–'

/** The map in words, a line each. */
export function* spoken(map: TouchpointMap, by?: By): Generator<string> {
  const { day, from, days, visits, simulated, weeks, below, lacks, split, rows, counsel } = map
  const period = days === 1 ? day : `${from} to ${day}`
  const many = visits === 0 ? few(below) : `at least ${visits}`
  const what = `${period}${simulated ? ' (SIMULATED)' : ''}: `
  // Of too few visits it says itself of how many.
  if (visits === 0 && lacks !== undefined) yield what + lacks
  else {
    yield `${what}${many} visits; nothing is told of fewer than ${below}.`
    if (lacks !== undefined) yield lacks
  }
  yield ''
  yield* lines(rows, by)
  if (split && by === undefined) {
    yield ''
    yield `The quadrants meet at ${split.value} purchases in a hundred visits and ${split.effortSeconds} s; a ? where it is not sure yet.`
    yield weeks > 0
      ? `Arrows: against the ${weeks === 1 ? 'period' : `${weeks} periods`} of the same length before it.`
      : 'There is no period of the same length before it to hold it against.'
  }
  if (counsel.length > 0)
    yield* ['', 'What to raise and what to cut', ...counsel.map(({ sentence }) => `  ${sentence}`)]
  yield* followed(map)
}

function* lines(rows: readonly Row[], by: By | undefined): Generator<string> {
  if (by === 'segment') {
    const parts = rows.filter(row => row.by === 'touchpoint').flatMap(row => row.segments.map(part => ({ row, part })))
    if (parts.length === 0) yield 'No part of the visits is large enough to be told apart.'
    else
      yield* table(
        ['TOUCHPOINT', 'VISITS', ...HEAD],
        parts.map(({ row, part }) => [row.id, part.is, ...cells(part)]),
      )
    return
  }
  const those = rows.filter(row => row.by === (by ?? 'touchpoint'))
  const head = by === undefined ? ['TOUCHPOINT', 'CHANNEL', 'FUNCTION', 'STAGE'] : [by.toUpperCase()]
  yield* table(
    [...head, ...(by === undefined ? HEAD : HEAD.slice(0, -1))],
    those.map(row => {
      const { channel = '', function: purpose = '', stage = '' } = row.touchpoint ?? {}
      const place = by === undefined ? [channel, purpose, stage] : []
      return [row.id, ...place, ...(by === undefined ? cells(row) : cells(row).slice(0, -1))]
    }),
  )
}

function cells(of: Row | Segment): string[] {
  const { valueTrend, effortTrend } = of as Partial<Row>
  const arrow = (trend: Row['valueTrend']) => (trend ? ` ${ARROWS[trend.way]}` : '')
  return [
    percent(of.reach),
    percent(of.engagement),
    percent(of.conversion),
    of.staySeconds ? `${of.staySeconds.value} s` : NONE,
    of.value ? `${figure(of.value)}${arrow(valueTrend)}` : NONE,
    of.effortSeconds ? `${figure(of.effortSeconds, ' s')}${arrow(effortTrend)}` : NONE,
    of.quadrant ? `${QUADRANTS[of.quadrant]}${of.isSure ? '' : '?'}` : NONE,
  ]
}

/** How far visitors come, by which ways, and where they wait. */
function* followed({ funnel, ways, bottlenecks, below }: TouchpointMap): Generator<string> {
  yield* ['', 'From the street to the till, at least']
  yield* table(
    ['', '', ''],
    funnel.map(({ name, count, ofBefore }) => [
      `  ${name}`,
      count === 0 ? few(below) : String(count).padStart(few(below).length),
      ofBefore ? `${percent(ofBefore)} of the step before` : '',
    ]),
  ).slice(1)
  if (ways.length > 0)
    yield* [
      '',
      'The commonest ways',
      ...ways.map(way => `  ${String(way.visits).padStart(5)}  ${way.touchpoints.join(' → ')}`),
    ]
  else yield* ['', `No way was taken by ${below} visits or more.`]
  if (bottlenecks.length > 0) yield* ['', 'Where visitors wait']
  for (const { touchpoint, visits, waitSeconds, gaveUp } of bottlenecks)
    yield `  ${touchpoint}: ${visits} or more waited, ${figure(waitSeconds, ' s')}${gaveUp ? `; ${percent(gaveUp)} of them did not buy` : ''}`
}

const few = (below: number): string => `fewer than ${below}`
export const percent = (of: Portion | undefined): string => (of ? `${Math.round(100 * of.share)} %` : NONE)
export const figure = ({ value, low, high }: Figure, unit = ''): string => `${value}${unit} (${low} to ${high})`

const COLUMNS = ['reach', 'engagement', 'conversion'] as const
const FIGURES = ['staySeconds', 'value', 'effortSeconds'] as const

/** All rows with their segments, for a spreadsheet (RFC 4180); what cannot be told is empty. */
export function csv({ rows, day, from, simulated }: TouchpointMap): string {
  const head = [
    ...['from', 'day', 'simulated', 'by', 'id', 'channel', 'function', 'stage', 'segmentOf', 'segment'],
    ...COLUMNS.flatMap(name => [name, `${name}Low`, `${name}High`, `${name}Of`]),
    ...FIGURES.flatMap(name => [name, `${name}Low`, `${name}High`]),
    ...['touches', 'quadrant', 'isSure', 'valueTrend', 'effortTrend'],
  ]
  const line = (row: Row, part?: Segment) => {
    const of: Row | Segment = part ?? row
    const { valueTrend, effortTrend } = part ? ({} as Partial<Row>) : row
    const { channel, function: purpose, stage } = row.touchpoint ?? {}
    return [
      ...[from, day, simulated, row.by, row.id, channel, purpose, stage, part?.of, part?.is],
      ...COLUMNS.flatMap(name => [of[name]?.share, of[name]?.low, of[name]?.high, of[name]?.of]),
      ...FIGURES.flatMap(name => [of[name]?.value, of[name]?.low, of[name]?.high]),
      ...[of.touches, of.quadrant, of.isSure, valueTrend?.way, effortTrend?.way],
    ]
  }
  return [head, ...rows.flatMap(row => [line(row), ...row.segments.map(part => line(row, part))])]
    .map(cells => cells.map(cell => cell ?? '').join(','))
    .join('\r\n')
}
