import type { Data, Event, EventName } from './contract.ts'
import type { Draft } from './draft.ts'
import { seal, streamOf, topicOf } from './envelope.ts'
import { idOf } from './wire.ts'

const SHELF = { id: 'wine-shelf', channel: 'shelf', function: 'try', stage: 'consider' } as const
const TILL = { id: 'till', channel: 'till', function: 'pay', stage: 'buy' } as const
const figure = (value: number, low: number, high: number) => ({ value, low, high })
const portion = (share: number, low: number, high: number, of: number) => ({ share, low, high, of })
const QUALITY = { coverage: 0.97, confidence: 0.93 }
const MEMBER = { audience: 'crm', member: 'Zy7hT0p2yTt1o8C2n6m3v5b9q4w8e1r7t6y5u4i3o2p' }
const RECEIPT = '9b1f0c7a52d84e36a0c5f4e7d8b9a6c3'
const RECOGNITION = '4f8d2a6c0b9e4d71a35c8e7f60b1d2c9'
const ANCHOR = { sequence: 4711, hash: '8c1f'.repeat(16) }
const VISIT = 'b3l5xk2v9q7m'
const BEGAN = '2026-11-25T10:00:00.000Z'
const NOW = '2026-11-25T10:04:12.500Z'

/** One of each: of an ordinary morning. */
export const DATA: { readonly [N in EventName]: Data<N> } = {
  'visit.started': { entrance: 'main', groupSize: 2, quality: QUALITY },
  'visit.ended': {
    ...{ reason: 'exited', entrance: 'main', groupSize: 2, startedAt: BEGAN, durationSeconds: 252.5 },
    quality: QUALITY,
  },
  'visit.joined': { previousVisit: 'x8w4n1d6t0sa', entrance: 'main' },
  'visit.passed': { durationSeconds: 4.2, quality: QUALITY },
  'visit.returned': { previousVisit: 'x8w4n1d6t0sa', awaySeconds: 310.4, quality: QUALITY },
  'zone.entered': { zone: 'shelf-a', touchpoint: SHELF, quality: QUALITY },
  'zone.dwelled': { zone: 'shelf-a', touchpoint: SHELF, dwellSeconds: 15, quality: QUALITY },
  'zone.left': {
    ...{ zone: 'shelf-a', touchpoint: SHELF, dwellSeconds: 41.3, uncertaintySeconds: 0.6 },
    quality: QUALITY,
  },
  'line.crossed': { line: 'main', direction: 'in', quality: QUALITY },
  'path.completed': {
    squares: [
      [0.25, 4.25],
      [3.75, 4.25],
      [3.75, 1.25],
    ],
    lengthMetres: 6.8,
    zones: ['shelf-a', 'till'],
    stops: [{ square: [3.75, 4.25], durationSeconds: 38.1 }],
    quality: QUALITY,
  },
  'queue.changed': {
    ...{ zone: 'till', touchpoint: TILL, length: 3 },
    wait: { estimateSeconds: 140, lowSeconds: 85, highSeconds: 210 },
    quality: QUALITY,
  },
  'shelf.reached': { shelf: 'wines', touchpoint: SHELF, hand: 'right', durationSeconds: 1.4, quality: QUALITY },
  'occupancy.changed': { zone: 'shelf-a', touchpoint: SHELF, count: 4, quality: QUALITY },
  'interval.counted': {
    from: BEGAN,
    to: '2026-11-25T10:15:00.000Z',
    ...{ in: 14, out: 11, passes: 37, visits: 13, people: 12 },
    stays: [
      { underSeconds: 60, visits: 2 },
      { underSeconds: 180, visits: 4 },
      { underSeconds: 300, visits: 3 },
      { underSeconds: 600, visits: 1 },
      { underSeconds: 1200, visits: 1 },
      { underSeconds: 1800, visits: 0 },
      { underSeconds: 3600, visits: 0 },
      { visits: 0 },
    ],
    coverage: 1,
    quality: { coverage: 1, confidence: 0.95 },
  },
  'device.counted': {
    from: BEGAN,
    to: '2026-11-25T10:15:00.000Z',
    below: 5,
    devices: { estimate: 22, low: 17, high: 28 },
  },
  'code.scanned': { scanner: 'gate', touchpoint: TILL, code: 'coupon', campaign: 'autumn' },
  'moment.opened': {
    ...{ touchpoint: SHELF, advice: 'approach', probability: 0.71, decidedBy: 'model' },
    reasons: ['Here for 84 s: for it.', 'Back here, for the second time: for it.', 'In a group of 2: against it.'],
    ...{ validUntil: '2026-11-25T10:04:42.500Z', mode: 'advise' },
  },
  'moment.closed': {
    ...{ touchpoint: SHELF, advice: 'approach', probability: 0.71, decidedBy: 'model', mode: 'advise' },
    ...{ openedAt: '2026-11-25T10:03:58.000Z', why: 'answered', outcome: 'helped' },
  },
  'touchpoint.mapped': {
    ...{ day: '2026-11-24', from: '2026-11-18', days: 7, below: 5, visits: 840 },
    split: { value: 2.1, effortSeconds: 14.5 },
    ...{ touchpoint: SHELF, by: 'touchpoint', id: 'wine-shelf' },
    reach: portion(0.43, 0.4, 0.46, 840),
    engagement: portion(0.71, 0.66, 0.75, 360),
    conversion: portion(0.38, 0.32, 0.44, 255),
    staySeconds: figure(41.2, 37.5, 46),
    value: figure(4.3, 2.6, 6),
    effortSeconds: figure(6.5, 4.1, 9.8),
    ...{ touches: 1.6, quadrant: 'carry', isSure: true },
    valueTrend: { way: 'steady', change: figure(0.4, -1.8, 2.6) },
    effortTrend: { way: 'falling', change: figure(-4.2, -7.9, -0.5) },
    segments: [
      {
        ...{ of: 'company', is: 'group' },
        reach: portion(0.51, 0.45, 0.57, 260),
        engagement: portion(0.68, 0.6, 0.76, 130),
        effortSeconds: figure(8.1, 5, 12.4),
      },
    ],
  },
  'member.recognised': { ...MEMBER, recognition: RECOGNITION, receipt: RECEIPT, purpose: 'welcome', touchpoint: SHELF },
  'member.retracted': { ...MEMBER, recognition: RECOGNITION, by: 'staff' },
  'member.enrolled': { ...MEMBER, receipt: RECEIPT },
  'member.erased': MEMBER,
  'consent.granted': { anchor: ANCHOR },
  'consent.withdrawn': { audience: 'crm', receipt: RECEIPT, reason: 'member' },
  'consent.refused': { anchor: ANCHOR, reason: 'consent-expired', purpose: 'welcome' },
  'sensor.failed': { sensor: 'door', cause: 'no frame for 5 s', since: BEGAN },
  'sensor.degraded': { sensor: 'door', cause: '3.1 of 10 frames a second', since: BEGAN },
  'sensor.recovered': { sensor: 'door', since: BEGAN },
  'agent.started': { version: '0.1.0', configDigest: 'sha256:3f9a0c1b2d4e5f60' },
  'agent.stopped': { reason: 'signal' },
  'agent.lagging': { waiting: 1250, dropped: 0, oldestAt: BEGAN },
}

/** Whose visit it is in the examples, of events that are of one. */
const OF_A_VISIT = /^(?:visit\.(?!passed)|zone|line|path|shelf|code|moment|member\.re)/

/** The example of an event, whole, and where it would stand. */
export function exampleOf(name: EventName): { readonly topic: string; readonly event: Event } {
  const draft = {
    name,
    source: '/acme/vienna/door',
    atMs: Date.parse(NOW),
    simulated: false,
    data: DATA[name],
    ...(OF_A_VISIT.test(name) && { subject: VISIT }),
  } as unknown as Draft
  return {
    topic: topicOf(draft),
    event: seal(draft, { epoch: 17, sequence: 4212 }, idOf({ stream: streamOf(draft), epoch: 17, sequence: 4211 })),
  }
}
