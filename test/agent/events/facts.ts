import fc from 'fast-check'
import type { Context } from '../../../agent/events/context.ts'
import type { Fact } from '../../../agent/events/tell.ts'
import { DECISION_REASONS, TOKEN_REASONS } from '../../../agent/identity/reason.ts'
import { Touchpoints } from '../../../agent/journey/touchpoints.ts'
import { OUTCOMES } from '../../../agent/moments/advice.ts'
import { WHYS } from '../../../agent/moments/fact.ts'
import { BY } from '../../../agent/moments/map/shape.ts'
import { figure as rounded } from '../../../agent/moments/map/veil.ts'
import { TOLD_BY, TOLD_RULES } from '../../../agent/moments/outward.ts'
import { PURPOSES } from '../../../config/identity.ts'
import { SIGNALS } from '../../../config/jurisdictions.ts'

/** Facts of every kind, as the stages may give rise to them. */

const slug = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/)
const visit = fc.stringMatching(/^[A-Za-z0-9_-]{8,40}$/)
const ms = fc.integer({ min: 0, max: 4_102_444_800_000 })
const span = fc.double({ min: 0, max: 1e8, noNaN: true })
const metres = fc.double({ min: -200, max: 200, noNaN: true })
const count = fc.nat(10_000)
const share = fc.double({ min: 0, max: 1, noNaN: true })
const direction = fc.constantFrom('in', 'out')
const trail = fc.array(fc.tuple(metres, metres, ms), { maxLength: 60 }).map(points => Float64Array.from(points.flat()))
const place = fc.constantFrom('shelf-a', 'till', 'door', 'elsewhere')

/** A sentence of ours, or whatever an operating system, a camera or ffmpeg may say. */
const cause = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .tuple(
      fc.string({ maxLength: 30 }),
      fc.oneof(
        fc.webUrl({ withQueryParameters: true }),
        fc.ipV4(),
        fc.ipV6(),
        fc.emailAddress(),
        fc.constantFrom(
          'rtsp://root:pa$$@10.0.0.7:554/1',
          '3c:22:fb:0a:1b:2c',
          '3C-22-FB-0A-1B-2C',
          'password=hunter2',
        ),
      ),
      fc.string({ maxLength: 30 }),
    )
    .map(parts => parts.join(' ')),
)

const day = fc
  .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
  .map(at => at.toISOString().slice(0, 10))
const figure = fc.record({ value: metres, low: metres, high: metres }).map(rounded)
const portion = fc.record({ share, low: share, high: share, of: count })

const receipt = fc.stringMatching(/^[\w-]{8,64}$/)
const recognition = fc.stringMatching(/^[0-9a-f]{32}$/)
const called = { audience: slug, member: fc.stringMatching(/^[\w-]{43}$/) }
const anchor = fc.record({ sequence: fc.integer({ min: 1 }), hash: fc.stringMatching(/^[0-9a-f]{64}$/) })
/** To everybody where the log stands, to one subscriber its number of the receipt. */
const toWhom = fc.oneof(fc.record({ anchor }), fc.record({ audience: slug, receipt }))

const option = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.constant({}),
    value.map(it => ({ [key]: it })),
  )
const OF_THE_FLOOR = /^(visit\.(?!joined)|zone|line|path|queue|occupancy|shelf)/
const quality = option('quality', fc.record({ coverage: share, confidence: share }))
const fact = (kind: string, shape: Record<string, fc.Arbitrary<unknown>>, ...options: fc.Arbitrary<object>[]) =>
  fc
    .tuple(
      fc.record({ kind: fc.constant(kind), atMs: ms, ...shape }),
      ...options,
      ...(OF_THE_FLOOR.test(kind) ? [quality] : []),
    )
    .map(parts => Object.assign({}, ...parts) as unknown as Fact)

const moment = {
  ...{ visit, advice: fc.constantFrom('approach', 'wait', 'leave'), mode: fc.constantFrom('shadow', 'advise') },
  touchpoint: fc.record({
    ...{ id: slug, channel: fc.constantFrom('shelf', 'staff'), function: fc.constantFrom('try', 'advise') },
    stage: fc.constantFrom('aware', 'buy'),
  }),
}
/** By a rule or by the model. */
const judged = fc.oneof(
  fc.record({ rule: fc.constantFrom(...TOLD_RULES) }),
  fc.record({ probability: share, decidedBy: fc.constantFrom(...TOLD_BY) }),
)

export const facts: Record<Fact['kind'], fc.Arbitrary<Fact>> = {
  'visit.started': fact(
    'visit.started',
    { visit },
    option('entrance', slug),
    option('groupSize', fc.integer({ min: 1, max: 9 })),
    option('late', fc.constant(true)),
  ),
  'visit.ended': fact(
    'visit.ended',
    { visit, startedMs: ms, reason: fc.constantFrom('exited', 'lost', 'stopped', 'interrupted', 'merged', 'staff') },
    option('entrance', slug),
    option('into', visit),
    option('late', fc.constant(true)),
    option('groupSize', fc.integer({ min: 1, max: 9 })),
  ),
  'visit.joined': fact('visit.joined', { visit }, option('previous', visit), option('entrance', slug)),
  'visit.passed': fact('visit.passed', { durationMs: span }),
  'visit.returned': fact('visit.returned', { visit, previous: visit, awayMs: span }),
  'zone.entered': fact('zone.entered', { visit, zone: place }),
  'zone.dwelled': fact('zone.dwelled', { visit, zone: place, dwellMs: span }),
  'zone.left': fact('zone.left', { visit, zone: place, dwellMs: span, uncertaintyMs: span }),
  'line.crossed': fact('line.crossed', { line: place, direction }, option('visit', visit)),
  'path.completed': fact('path.completed', {
    visit,
    trail,
    lengthMetres: fc.double({ min: 0, max: 1e5, noNaN: true }),
    zones: fc.array(place),
    stops: fc.array(fc.record({ x: metres, y: metres, durationMs: span })),
  }),
  'queue.changed': fact(
    'queue.changed',
    { zone: place, length: count },
    option('wait', fc.record({ ms: span, lowMs: span, highMs: span })),
  ),
  'shelf.reached': fact(
    'shelf.reached',
    { visit, shelf: place, durationMs: span },
    option('hand', fc.constantFrom('left', 'right')),
  ),
  'occupancy.changed': fact('occupancy.changed', { count }, option('zone', place)),
  'interval.counted': fact('interval.counted', {
    fromMs: ms,
    toMs: ms,
    in: count,
    out: count,
    passes: count,
    visits: count,
    people: count,
    durationsMs: fc.array(span),
    coverage: share,
  }),
  'device.counted': fact(
    'device.counted',
    { fromMs: ms, toMs: ms, below: fc.integer({ min: 2, max: 20 }) },
    option(
      'devices',
      fc
        .tuple(fc.double({ min: 0, max: 500, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }))
        .map(([estimate, off]) => ({ estimate, low: Math.max(0, estimate - off), high: estimate + off })),
    ),
  ),
  'code.scanned': fact(
    'code.scanned',
    { scanner: place, code: fc.constantFrom('coupon', 'product', 'pass', 'unknown') },
    option('visit', visit),
    option('campaign', slug),
  ),
  'moment.opened': fact(
    'moment.opened',
    { ...moment, reasons: fc.array(fc.string({ minLength: 1, maxLength: 160 }), { maxLength: 3 }) },
    judged,
    option('untilMs', ms),
  ),
  'moment.closed': fact(
    'moment.closed',
    { ...moment, openedMs: ms, why: fc.constantFrom(...WHYS) },
    judged,
    option('outcome', fc.constantFrom(...OUTCOMES)),
  ),
  'touchpoint.mapped': fact(
    'touchpoint.mapped',
    {
      ...{ day, from: day, days: fc.integer({ min: 1, max: 92 }), below: count, visits: count },
      row: fc
        .record({ by: fc.constantFrom(...BY), id: slug, segments: fc.constant([]) })
        .chain(row =>
          fc
            .tuple(
              ...['reach', 'engagement', 'conversion'].map(key => option(key, portion)),
              ...['value', 'effortSeconds', 'staySeconds'].map(key => option(key, figure)),
              option('quadrant', fc.constantFrom('carry', 'ease', 'leave', 'cut')),
              option('isSure', fc.boolean()),
            )
            .map(parts => Object.assign({}, row, ...parts)),
        ),
    },
    option('split', fc.record({ value: span, effortSeconds: span })),
  ),
  'member.recognised': fact(
    'member.recognised',
    { ...called, recognition, receipt, purpose: fc.constantFrom(...PURPOSES) },
    option('visit', visit),
    option('place', fc.record({ kind: fc.constantFrom('zone', 'scanner'), id: place })),
  ),
  'member.retracted': fact(
    'member.retracted',
    { ...called, recognition, by: fc.constantFrom('member', 'staff') },
    option('visit', visit),
  ),
  'member.enrolled': fact('member.enrolled', { ...called, receipt }),
  'member.erased': fact('member.erased', called),
  'consent.granted': fact('consent.granted', {}, toWhom),
  'consent.withdrawn': fact('consent.withdrawn', { by: fc.constantFrom('member', 'issuer', 'list') }, toWhom),
  'consent.refused': fact(
    'consent.refused',
    { reason: fc.constantFrom(...DECISION_REASONS, ...TOKEN_REASONS) },
    toWhom,
    option('purpose', fc.constantFrom(...PURPOSES)),
    option('signal', fc.constantFrom(...SIGNALS)),
    option('place', place),
  ),
  'sensor.failed': fact('sensor.failed', { sensor: slug, cause, sinceMs: ms }),
  'sensor.degraded': fact('sensor.degraded', { sensor: slug, cause, sinceMs: ms }),
  'sensor.recovered': fact('sensor.recovered', { sensor: slug, sinceMs: ms }),
  'agent.started': fact(
    'agent.started',
    { version: fc.constantFrom('0.1.0', '1.2.3-rc.1'), configDigest: fc.stringMatching(/^[0-9a-f]{16,64}$/) },
    option('anchor', anchor),
  ),
  'agent.stopped': fact('agent.stopped', { reason: fc.constantFrom('signal', 'finished', 'fault') }),
  'agent.lagging': fact('agent.lagging', { waiting: count, dropped: count }, option('oldestMs', ms)),
}

export const anyFact: fc.Arbitrary<Fact> = fc.oneof(...Object.values(facts))

export const context: Context = {
  source: '/acme/vienna/door',
  simulated: false,
  gridMetres: 0.5,
  touchpoints: new Touchpoints([
    { at: { kind: 'zone', zone: 'shelf-a' }, id: 'shelf', channel: 'shelf', function: 'try', stage: 'consider' },
    { at: { kind: 'line', line: 'door' }, id: 'entrance', channel: 'floor', function: 'enter', stage: 'aware' },
    { at: { kind: 'shelf', shelf: 'shelf-a' }, id: 'wine', channel: 'shelf', function: 'try', stage: 'consider' },
    { at: { kind: 'scanner', scanner: 'till' }, id: 'till', channel: 'till', function: 'pay', stage: 'buy' },
  ]),
}
