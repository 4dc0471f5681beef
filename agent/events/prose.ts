import { z } from 'zod'
import { span } from './span.ts'

type Data = Readonly<Record<string, unknown>>

/** What each event says, to somebody who reads along. Of what a later version lacks, the word stands for itself. */
const SENTENCES: Readonly<Record<string, (data: Data, who: string) => string>> = {
  'visit.started': (d, who) =>
    `${who} came in${by(d.entrance)}${Number(d.groupSize) > 1 ? `, ${d.groupSize} together` : ''}`,
  'visit.ended': (d, who) => `${who} left${by(d.entrance)} after ${time(d.durationSeconds)} (${d.reason})`,
  'visit.passed': d => `somebody passed by outside for ${time(d.durationSeconds)}`,
  'visit.returned': (d, who) => `${who} came back after ${time(d.awaySeconds)}`,
  'zone.entered': (d, who) => `${who} stepped into ${d.zone}`,
  'zone.dwelled': (d, who) => `${who} stays in ${d.zone}, ${time(d.dwellSeconds)} so far`,
  'zone.left': (d, who) => `${who} left ${d.zone} after ${time(d.dwellSeconds)}`,
  'line.crossed': (d, who) => `${who} crossed ${d.line}, ${d.direction}`,
  'shelf.reached': (d, who) => `${who} reached into ${d.shelf} for ${time(d.durationSeconds)}`,
  'path.completed': (d, who) => `${who} walked ${d.lengthMetres} m, through ${many(d.zones, 'zone')}`,
  'queue.changed': d => `${d.length} wait in ${d.zone}${waited(d.wait)}`,
  'occupancy.changed': d => `${d.count} in ${d.zone ?? 'the shop'}`,
  'code.scanned': (d, who) =>
    `a code${d.campaign === undefined ? '' : ` of ${word(d.campaign)}`} was shown to ${d.scanner}${who === SOMEBODY ? '' : ` by ${who}`}`,
  'moment.opened': (d, who) => `${ADVICE[String(d.advice)] ?? d.advice} ${who} at ${word(d.touchpoint)}${shadow(d)}`,
  'moment.closed': (d, who) =>
    `that advice on ${who} at ${word(d.touchpoint)} is over (${d.outcome ?? d.why})${shadow(d)}`,
  'device.counted': d =>
    d.devices === undefined ? `fewer than ${d.below} devices` : `about ${estimate(d.devices)} devices`,
  'interval.counted': d => `${d.in} in, ${d.out} out, ${d.passes} passed by`,
  'touchpoint.mapped': d =>
    `${d.by === 'touchpoint' ? '' : `the ${d.by} `}${d.id} in the ${Number(d.days) === 1 ? 'day' : `${d.days} days`} to ${d.day}: ${mapped(d)}`,
  'sensor.failed': d => `${d.sensor} failed: ${d.cause}`,
  'sensor.degraded': d => `${d.sensor} is degraded: ${d.cause}`,
  'sensor.recovered': d => `${d.sensor} is well again`,
  'agent.started': d => `the agent ${d.version} started`,
  'agent.stopped': d => `the agent stopped (${d.reason})`,
  'agent.lagging': d => `${d.waiting} events wait, ${d.dropped} are lost`,
}

const ADVICE: Readonly<Record<string, string>> = { approach: 'approach', wait: 'wait with', leave: 'leave alone' }
const shadow = ({ mode }: Data) => (mode === 'shadow' ? ', in shadow mode' : '')

const SOMEBODY = 'somebody'

/** What an event says, by its name such as `visit.started`; undefined where there is no sentence for it. Visits are called by the first letters of their id. */
export function prose(name: string, data: Data, subject: string | undefined): string | undefined {
  const sentence = Object.hasOwn(SENTENCES, name) ? SENTENCES[name] : undefined
  const who = subject === undefined ? SOMEBODY : `visitor ${subject.slice(0, 6)}`
  return sentence && `${sentence(data, who)}${data.late === true ? ', told late' : ''}`
}

const by = (entrance: unknown) => (entrance === undefined ? '' : ` by ${entrance}`)
const time = (seconds: unknown) => (typeof seconds === 'number' ? span(seconds) : 'some time')
const many = (list: unknown, what: string) =>
  Array.isArray(list) ? `${list.length} ${what}${list.length === 1 ? '' : 's'}` : `${what}s`
const word = (value: unknown) => (typeof value === 'string' ? value : String(Object.values(Object(value))[0] ?? ''))

function estimate(of: unknown): string {
  const known = z.looseObject({ estimate: z.number(), low: z.number(), high: z.number() }).safeParse(of)
  return known.success ? `${known.data.estimate} (${known.data.low} to ${known.data.high})` : 'some'
}

const QUADRANTS: Readonly<Record<string, string>> = {
  carry: 'much value, little effort',
  ease: 'much value, much effort',
  leave: 'little value, little effort',
  cut: 'little value, much effort',
}

/** What a touchpoint is worth, as far as it can be told. */
function mapped({ value, effortSeconds, quadrant, isSure }: Data): string {
  const number = (of: unknown) => (of as { value?: unknown } | undefined)?.value
  const [worth, effort] = [number(value), number(effortSeconds)]
  const said = [
    ...(typeof worth === 'number' ? [`${worth} purchases in a hundred visits`] : []),
    ...(typeof effort === 'number' ? [`${effort} s of effort`] : []),
    ...(typeof quadrant === 'string'
      ? [`${QUADRANTS[quadrant] ?? quadrant}${isSure === true ? '' : ', not sure yet'}`]
      : []),
  ]
  return said.join(', ') || 'too few visits to tell'
}

function waited(of: unknown): string {
  const known = z.looseObject({ estimateSeconds: z.number() }).safeParse(of)
  return known.success ? `, for about ${span(known.data.estimateSeconds)}` : ''
}
