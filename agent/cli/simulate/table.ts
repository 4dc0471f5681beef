import type { Report } from './course.ts'
import type { Figures, Spread } from './figures.ts'

type Row = readonly [label: string, of: (figures: Figures) => string | undefined]

const ROWS: readonly Row[] = [
  ['seconds', ({ seconds }) => seconds.toFixed(1)],
  ['stores online at the end', ({ online }) => whole(online)],
  ['connections let in', ({ connections }) => whole(connections.opened)],
  ['  a second, at the most', ({ connections: { rate, peak, opened } }) => pair(opened, rate, peak)],
  ['  ms: half, 99 %, longest', ({ connections }) => spread(connections.ms)],
  ['  refused, failed', ({ connections: { refused, failed } }) => `${whole(refused)}, ${whole(failed)}`],
  ['events told', ({ events }) => whole(events.told)],
  ['  acknowledged', ({ events }) => whole(events.acknowledged)],
  ['  a second, at the most', ({ events: { inRate, inPeak, acknowledged } }) => pair(acknowledged, inRate, inPeak)],
  ['  kB a second', ({ events }) => whole(events.inBytesRate / 1000)],
  ['  ms: half, 99 %, longest', ({ acknowledgedMs }) => spread(acknowledgedMs)],
  ['events heard', ({ events }) => whole(events.heard)],
  ['  a second, at the most', ({ events: { outRate, outPeak, heard } }) => pair(heard, outRate, outPeak)],
  ['  ms: half, 99 %, longest', ({ heardMs }) => spread(heardMs)],
  ['waiting at the end', ({ waiting }) => whole(waiting)],
  ['broker: % of a core', ({ broker }) => (broker ? whole(broker.cpuPercent) : undefined)],
  ['  MB resident', ({ broker }) => (broker ? whole(broker.residentMegabytes) : undefined)],
  ['fleet: % of a core', ({ own }) => whole(own.cpuPercent)],
  ['  % of the time busy', ({ own }) => whole(own.busyPercent)],
  ['  MB resident', ({ own }) => whole(own.residentMegabytes)],
]

/** What a run came to, for people. Everything in it is simulated, and says so. */
export function table(report: Report, notes: readonly string[]): string {
  const { phases, totals: t, stores, url } = report
  const lines = [`SIMULATED fleet of ${whole(stores)} stores at ${url}${report.isComplete ? '' : ', cut short'}`, '']
  const cells = [
    ['', ...phases.map(({ phase }) => phase)],
    ...ROWS.map(([label, of]) => [label, ...phases.map(figures => of(figures) ?? '-')]),
  ]
  const widths = cells[0].map((_, column) => Math.max(...cells.map(row => row[column].length)))
  for (const row of cells)
    lines.push(
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
  lines.push(
    '',
    `SIMULATED events ${whole(t.told)}: acknowledged ${whole(t.acknowledged)}, waiting ${whole(t.waiting)}; ` +
      `due to listeners ${whole(t.due)}, lost ${whole(t.lost)}, duplicated ${whole(t.duplicated)}, out of order ${whole(t.disordered)}`,
    ...notes,
  )
  return lines.join('\n')
}

/** A number with its thousands set apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}

function pair(count: number, rate: number, peak: number): string | undefined {
  return count === 0 ? undefined : `${whole(rate)}, ${whole(peak)}`
}

function spread(of: Spread): string | undefined {
  return of ? `${whole(of.p50)}, ${whole(of.p99)}, ${whole(of.max)}` : undefined
}
