import { type Share, wilson } from '../../../agent/journey/wilson.ts'
import type { Row } from '../row.ts'
import type { Tally } from './tally.ts'

/** What a figure measures, how it is computed from a tally, and what it must show. */
interface Figure {
  readonly name: string
  readonly unit: '%' | 's' | 'm' | 'people'
  of(tally: Tally): {
    readonly value: number
    readonly note: string /** Least step by which it can change. */
    readonly step: number
  }
  readonly aim?: string
  /** Not the better the smaller: nothing is held against it. */
  readonly isFree?: boolean
  /** Where it says nothing it is left out. */
  readonly isWanted?: (tally: Tally) => boolean
}

const FIGURES = {
  crowd: {
    isFree: true,
    name: 'visitors in the shop at a time, in truth',
    unit: 'people',
    of: t => mean(t.crowd),
  },
  crossingsWrong: {
    name: 'entries and exits missed or made up',
    unit: '%',
    aim: '≤ 1 %',
    of: t =>
      share(
        t.crossingsMissed + t.crossingsExtra,
        t.crossings,
        `${t.crossingsMissed} missed, ${t.crossingsExtra} made up`,
      ),
  },
  countError: {
    name: 'entries and exits, error of their count',
    unit: '%',
    of: t =>
      share(Math.abs(t.crossingsTold - t.crossings), t.crossings, `${t.crossingsTold} counted of ${t.crossings}`),
  },
  visitsMissed: { name: 'visits missed', unit: '%', of: t => share(t.visitsMissed, t.visits) },
  visitsDouble: {
    name: 'visits told twice',
    unit: '%',
    of: t => share(t.visitsDouble, t.visits),
    aim: '≤ 0.5 %; crowded ≤ 3 %',
  },
  visitsMerged: {
    name: 'visits told and later said to be part of another',
    unit: '%',
    of: t => share(t.visitsMerged, t.visits),
  },
  visitsFalse: { name: 'visits of nobody who was visiting', unit: '%', of: t => share(t.visitsFalse, t.visits) },
  staffTold: {
    isFree: true,
    isWanted: t => t.staff > 0,
    name: 'staff told as visitors',
    unit: '%',
    of: t => share(t.staffTold, t.staff),
  },
  groupsWrong: {
    name: 'visits with another size of their group',
    unit: '%',
    of: t => share(t.groups - t.groupsRight, t.groups),
  },
  dwellError: {
    name: 'dwell, mean absolute error',
    unit: 's',
    aim: '≤ 1 s',
    of: t => mean(t.dwellErrors, `p90 ${quantile(t.dwellErrors, 0.9).toFixed(2)} s`),
  },
  dwellsWrong: {
    name: 'dwells missed or made up',
    unit: '%',
    of: t => share(t.dwellsMissed + t.dwellsFalse, t.dwells, `${t.dwellsMissed} missed, ${t.dwellsFalse} made up`),
  },
  dwellsOutside: {
    name: 'dwells further off than their uncertainty',
    unit: '%',
    of: t => share(t.dwellErrors.length - t.dwellsWithin, t.dwellErrors.length),
  },
  occupancyError: { name: 'occupancy, mean absolute error', unit: 'people', of: t => mean(t.occupancyErrors) },
  queueError: { name: 'queue length, mean absolute error', unit: 'people', of: t => mean(t.queueErrors) },
  waitsOutside: {
    isFree: true,
    name: 'waits outside the interval told',
    unit: '%',
    of: t => share(t.waits - t.waitsWithin, t.waits),
    aim: '20 %',
  },
  positionError: {
    name: 'position of a person on the floor, mean error',
    unit: 'm',
    of: t =>
      mean(
        t.joined,
        `p90 ${quantile(t.joined, 0.9).toFixed(3)} m; one sensor alone ${average(t.alone).toFixed(3)}, p90 ${quantile(t.alone, 0.9).toFixed(3)} m`,
      ),
  },
  ghosts: { name: 'people seen where nobody was', unit: '%', of: t => share(t.ghosts, t.seen) },
} satisfies Record<string, Figure>

export type FigureName = keyof typeof FIGURES

/** Every figure of a tally that is the better the smaller, by name. */
export function figures(tally: Tally): Record<FigureName, { value: number; step: number }> {
  return Object.fromEntries(
    Object.entries(FIGURES as Record<string, Figure>)
      .filter(([, { isFree }]) => !isFree)
      .map(([name, { of }]) => {
        const { value, step } = of(tally)
        return [name, { value, step }]
      }),
  ) as Record<FigureName, { value: number; step: number }>
}

/** The figures as rows of the table. */
export function rows(title: string, tally: Tally): Row[] {
  return Object.values(FIGURES as Record<string, Figure>)
    .filter(({ isWanted }) => isWanted?.(tally) ?? true)
    .map(({ name, unit, aim, of }) => {
      const { value, note } = of(tally)
      return { name: `${title}: ${name}`, value, unit, note: [note, aim && `aim ${aim}`].filter(Boolean).join('; ') }
    })
}

/** In per cent, with its interval at 95 %. */
function share(hits: number, of: number, more = '') {
  // There can be more of what was made up than there was: that is no share, and has no such interval.
  if (hits > of)
    return { value: (100 * hits) / of, step: 100 / of, note: [`of ${of}`, more].filter(Boolean).join('; ') }
  const { low, high }: Share = wilson(hits, of)
  const [from, to] = [100 * low, 100 * high].map(bound => bound.toFixed(2))
  return { value: (100 * hits) / of, step: 100 / of, note: `of ${of}, 95 %: ${from} … ${to}${more && `; ${more}`}` }
}

function mean(values: readonly number[], note = '') {
  return {
    value: average(values),
    step: 0,
    note: [values.length > 1 ? `of ${values.length}` : '', note].filter(Boolean).join('; '),
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN
}
