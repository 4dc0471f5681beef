import { styleText } from 'node:util'
import type { SensorState, State } from '../../console/state.ts'
import { span } from '../../events/span.ts'

export interface Room {
  /** Letters in a line. */
  readonly columns: number
  readonly isColoured: boolean
}

interface Column {
  readonly head: string
  readonly isLeft?: true
  /** Where there is too little room, columns of a higher number go first. */
  readonly rank: number
  cell(sensor: SensorState): string
}

const NOTHING = '·'
/** What was lost so long ago is no alarm any more. */
const RECENT_SECONDS = 3600

const COLUMNS: readonly Column[] = [
  { head: 'SENSOR', isLeft: true, rank: 0, cell: ({ id }) => id },
  { head: 'KIND', isLeft: true, rank: 8, cell: ({ kind }) => kind },
  { head: 'STATE', isLeft: true, rank: 1, cell: ({ state }) => state },
  { head: 'AGE', rank: 3, cell: ({ ageSeconds }) => age(ageSeconds) },
  { head: 'PER S', rank: 2, cell: ({ perSecond }) => tenth(perSecond) },
  { head: 'DROP/S', rank: 5, cell: ({ droppedPerSecond }) => tenth(droppedPerSecond) },
  { head: 'DROPPED', rank: 10, cell: ({ dropped }) => whole(dropped) },
  { head: 'QUEUE', rank: 9, cell: ({ waiting }) => whole(waiting) },
  { head: 'WORK', rank: 7, cell: ({ stageMs }) => ms(stageMs?.mean) },
  { head: 'P50', rank: 6, cell: ({ latencyMs }) => ms(latencyMs?.p50) },
  { head: 'P99', rank: 4, cell: ({ latencyMs }) => ms(latencyMs?.p99) },
]

const PAINTS = { well: 'green', awaited: 'yellow', degraded: 'yellow', failed: 'red', ended: 'gray' } as const

/** How a running agent is, in lines no longer than there is room for. Pure: the same state is the same picture. */
export function screen(state: State, { columns, isColoured }: Room): string[] {
  const paint = (colour: Parameters<typeof styleText>[0], text: string) =>
    isColoured ? styleText(colour, text, { validateStream: false }) : text
  const { store, version, uptimeSeconds, level, simulated } = state
  const fitted = (text: string) => cut(text, columns)
  return [
    paint(
      'bold',
      fitted(
        `${store.tenant}/${store.store}/${store.agent}${simulated ? '  SIMULATED' : ''}  aisle ${version}  up ${age(uptimeSeconds)}  level ${level}  ${state.at.slice(11, 19)} UTC`,
      ),
    ),
    ...[...summary(state)].map(([word, text, isWrong]) => {
      const line = fitted(`${word.padEnd(8)}${text}`)
      return isWrong ? paint('red', line) : line
    }),
    '',
    ...lanes(state.sensors, columns).map((line, i) => {
      if (i === 0) return paint('dim', line)
      const { state: how } = state.sensors[i - 1]
      return how === 'well' ? line : paint(PAINTS[how], line)
    }),
    ...state.sensors
      .filter(({ cause }) => cause !== undefined)
      .flatMap(({ id, state: how, cause, sinceSeconds }) =>
        wrapped(`! ${id}${sinceSeconds === undefined ? '' : ` for ${age(sinceSeconds)}`}: ${cause}`, columns).map(
          line => paint(how === 'well' ? 'red' : PAINTS[how], line),
        ),
      ),
  ]
}

/** A word, what there is to say of it, and whether something is wrong with that. */
function* summary({
  outbox,
  broker,
  process,
  shed,
  floor,
  configuration,
}: State): Iterable<readonly [string, string, boolean]> {
  const acknowledged =
    outbox.acknowledgedSeconds === undefined
      ? 'none acknowledged yet'
      : `acknowledged ${age(outbox.acknowledgedSeconds)} ago`
  yield [
    'broker',
    broker
      ? `${broker.online ? 'online' : 'OFFLINE'}  ${broker.url}${broker.why && !broker.online ? `  ${broker.why}` : ''}`
      : 'none',
    broker?.online === false,
  ]
  const oldest =
    outbox.oldestSeconds === undefined || outbox.waiting === 0 ? '' : ` (oldest ${age(outbox.oldestSeconds)})`
  yield [
    'outbox',
    `${outbox.waiting} waiting${oldest}  ${tenth(outbox.publishedPerSecond)}/s  ${outbox.dropped} lost  ${tenth(outbox.usedMegabytes)} MB  ${acknowledged}`,
    // What was lost long ago is known; that it goes on is what is wrong.
    outbox.droppedSeconds !== undefined && outbox.droppedSeconds < RECENT_SECONDS,
  ]
  yield [
    'process',
    `cpu ${(100 * process.cpuShare).toFixed(0)} %  memory ${process.residentMegabytes.toFixed(0)} MB (heap ${process.heapMegabytes.toFixed(0)})  loop p99 ${ms(process.loopDelayMs.p99)} ms`,
    false,
  ]
  const zones = floor.zones.filter(({ count }) => count > 0).map(({ id, count }) => `${id} ${count}`)
  const queues = floor.queues.map(
    ({ id, length, waitSeconds }) => `queue ${id} ${length}${waitSeconds ? ` (${age(waitSeconds.estimate)})` : ''}`,
  )
  yield ['floor', [`${floor.count ?? NOTHING} inside`, ...zones, ...queues].join('  '), false]
  if (shed.length > 0) yield ['shed', shed.join(', '), true]
  if (configuration?.state === 'trial') yield ['config', 'on trial', true]
  if (configuration?.returned)
    yield ['config', `what was put in force did not hold: ${configuration.returned.why}`, true]
}

/** The table of the sensors, its head first, with as many columns as there is room for. */
export function lanes(sensors: readonly SensorState[], width: number): string[] {
  let shown = COLUMNS.map(column => ({ column, cells: [column.head, ...sensors.map(sensor => column.cell(sensor))] }))
  const widthOf = ({ cells }: (typeof shown)[number]) => Math.max(...cells.map(cell => cell.length))
  const total = () => shown.reduce((sum, one) => sum + widthOf(one) + 2, -2)
  while (total() > width && shown.length > 2) {
    const last = Math.max(...shown.map(({ column }) => column.rank))
    shown = shown.filter(({ column }) => column.rank !== last)
  }
  return [0, ...sensors.map((_, i) => i + 1)].map(row =>
    cut(
      shown
        .map(one => (one.column.isLeft ? one.cells[row].padEnd(widthOf(one)) : one.cells[row].padStart(widthOf(one))))
        .join('  ')
        .trimEnd(),
      width,
    ),
  )
}

/** In as many lines as it takes: what to do next stands at the end. */
function wrapped(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of plain(text).split(/ +/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= columns) line = longer
    else {
      if (line !== '') lines.push(line)
      line = cut(`  ${word}`, columns)
    }
  }
  return [...lines, line]
}

function cut(text: string, columns: number): string {
  const one = plain(text)
  return one.length <= columns ? one : `${one.slice(0, Math.max(0, columns - 1))}…`
}

/** Whatever could steer a terminal is left out: causes come from cameras. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
}

const whole = (value: number | undefined) => (value === undefined ? NOTHING : String(value))
const tenth = (value: number | undefined) => (value === undefined ? NOTHING : value.toFixed(1))
const ms = (value: number | undefined) =>
  value === undefined ? NOTHING : value < 10 ? value.toFixed(1) : value.toFixed(0)

/** As people say it; a dash where it is not known. */
export function age(seconds: number | undefined): string {
  return seconds === undefined ? NOTHING : span(seconds)
}
