import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Event } from '../../../agent/events/contract.ts'
import type { Draft } from '../../../agent/events/draft.ts'
import { seal, topicOf } from '../../../agent/events/envelope.ts'
import { type Fact, tell } from '../../../agent/events/tell.ts'
import { redact } from '../../../config/redact.ts'
import { anyFact, context, facts } from './facts.ts'

const NAMES = Event.options.map(option => option.shape.type.value.replace(/^aisle\.|\.v1$/g, ''))

test('every kind of fact becomes the event of that name, and every event has its fact', () => {
  expect(Object.keys(facts).toSorted()).toEqual(NAMES.toSorted())
})

describe.each(Object.entries(facts))('%s', (kind, arbitrary) => {
  test('whatever the stages say fits the contract', () => {
    fc.assert(
      fc.property(arbitrary, fact => {
        const event = seal(tell(fact, context), { epoch: 1_900_000_000, sequence: 7 })
        expect(event.type).toBe(`aisle.${kind}.v1`)
        expect(Event.parse(JSON.parse(JSON.stringify(event)))).toEqual(event)
      }),
    )
  })

  test('whatever is added to it, at any depth, does not leave', () => {
    fc.assert(
      fc.property(arbitrary, fc.nat(), (fact, pick) => {
        const draft = structuredClone(tell(fact, context)) as Draft
        const objects = [...nested(draft.data)]
        Object.assign(objects[pick % objects.length]!, { macAddress: 'x' })
        expect(() => seal(draft, { epoch: 1, sequence: 1 })).toThrow(
          expect.objectContaining({ code: 'CONTRACT_BROKEN' }),
        )
      }),
    )
  })
})

test('positions leave only as centres of squares, one after the other different', () => {
  const grid = fc.double({ min: 0.1, max: 5, noNaN: true })
  fc.assert(
    fc.property(facts['path.completed'], grid, (fact, gridMetres) => {
      const { data } = tell(fact, { ...context, gridMetres }) as Extract<Draft, { name: 'path.completed' }>
      const all = [...data.squares, ...data.stops.map(stop => stop.square)]
      for (const at of all.flat()) {
        const squares = at / gridMetres - 0.5
        expect(Math.abs(squares - Math.round(squares)) * gridMetres).toBeLessThan(1e-5)
      }
      for (let i = 1; i < data.squares.length; i++) expect(data.squares[i]).not.toEqual(data.squares[i - 1])
    }),
  )
})

test('each spot of a trail lies in its square', () => {
  fc.assert(
    fc.property(facts['path.completed'], fact => {
      const { trail } = fact as Extract<Fact, { kind: 'path.completed' }>
      const { data } = tell(fact, context) as Extract<Draft, { name: 'path.completed' }>
      for (let i = 0; i < trail.length; i += 3) {
        const near = data.squares.some(
          ([x, y]) => Math.max(Math.abs(x - trail[i]!), Math.abs(y - trail[i + 1]!)) <= 0.2501,
        )
        expect(near).toBe(true)
      }
    }),
  )
})

test('a very long trail is thinned out, and keeps its end', () => {
  const trail = Float64Array.from({ length: 9000 }, (_, i) => (i % 3 === 0 ? i / 3 : 0))
  const fact: Fact = {
    kind: 'path.completed',
    visit: 'visit-12345',
    atMs: 0,
    trail,
    lengthMetres: 2999,
    zones: [],
    stops: [],
  }
  const { data } = tell(fact, context) as Extract<Draft, { name: 'path.completed' }>
  expect(data.squares).toHaveLength(1000)
  expect(data.squares.at(-1)).toEqual([2999.25, 0.25])
})

test('the same fact is told in the same words, and is not touched', () => {
  fc.assert(
    fc.property(anyFact, fact => {
      const before = structuredClone(fact)
      expect(tell(fact, context)).toEqual(tell(fact, context))
      expect(fact).toEqual(before)
    }),
  )
})

test.each<[string, Fact, object]>([
  [
    'seconds to a tenth, with the touchpoint',
    { kind: 'zone.left', visit: 'visit-12345', atMs: 5, zone: 'shelf-a', dwellMs: 12_345, uncertaintyMs: 249 },
    {
      zone: 'shelf-a',
      touchpoint: { id: 'shelf', channel: 'shelf', function: 'try', stage: 'consider' },
      dwellSeconds: 12.3,
      uncertaintySeconds: 0.2,
    },
  ],
  [
    'a hand in a shelf, with the touchpoint',
    { kind: 'shelf.reached', visit: 'visit-12345', atMs: 5, shelf: 'shelf-a', hand: 'left', durationMs: 1249 },
    {
      shelf: 'shelf-a',
      touchpoint: { id: 'wine', channel: 'shelf', function: 'try', stage: 'consider' },
      hand: 'left',
      durationSeconds: 1.2,
    },
  ],
  [
    'a zone without a touchpoint',
    { kind: 'zone.entered', visit: 'visit-12345', atMs: 5, zone: 'till' },
    { zone: 'till' },
  ],
  [
    'a visit with its beginning',
    {
      kind: 'visit.ended',
      visit: 'visit-12345',
      atMs: 61_000,
      startedMs: 1000,
      reason: 'exited',
      groupSize: 2,
      quality: { coverage: 0.98765, confidence: 1 },
    },
    {
      reason: 'exited',
      startedAt: '1970-01-01T00:00:01.000Z',
      durationSeconds: 60,
      groupSize: 2,
      quality: { coverage: 0.988, confidence: 1 },
    },
  ],
  [
    'no devices below k, even if somebody counted them',
    {
      kind: 'device.counted',
      atMs: 5,
      fromMs: 0,
      toMs: 60_000,
      below: 5,
      devices: { estimate: 4.4, low: 2, high: 8 },
    },
    { from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:01:00.000Z', below: 5 },
  ],
  [
    'stays in bins that can be added up',
    {
      kind: 'interval.counted',
      atMs: 5,
      fromMs: 0,
      toMs: 60_000,
      in: 3,
      out: 2,
      passes: 1,
      visits: 3,
      people: 2,
      durationsMs: [59_999, 60_000, 7_200_000],
      coverage: 1,
    },
    {
      from: '1970-01-01T00:00:00.000Z',
      to: '1970-01-01T00:01:00.000Z',
      in: 3,
      out: 2,
      passes: 1,
      visits: 3,
      people: 2,
      stays: [
        { underSeconds: 60, visits: 1 },
        { underSeconds: 180, visits: 1 },
        { underSeconds: 300, visits: 0 },
        { underSeconds: 600, visits: 0 },
        { underSeconds: 1200, visits: 0 },
        { underSeconds: 1800, visits: 0 },
        { underSeconds: 3600, visits: 0 },
        { visits: 1 },
      ],
      coverage: 1,
      quality: { coverage: 1, confidence: 1 },
    },
  ],
])('%s', (_, fact, data) => {
  expect(tell(fact, context).data).toEqual(data)
})

test('topics name who speaks, the family and the name', () => {
  expect(topicOf(tell({ kind: 'agent.stopped', atMs: 0, reason: 'signal' }, context))).toBe(
    'aisle/v1/acme/vienna/door/agent/stopped',
  )
})

test('the simulated shop is labelled, the real one is not', () => {
  const fact: Fact = { kind: 'visit.passed', atMs: 0, durationMs: 1 }
  expect(seal(tell(fact, { ...context, simulated: true }), { epoch: 1, sequence: 1 }).simulated).toBe(true)
  expect('simulated' in seal(tell(fact, context), { epoch: 1, sequence: 1 })).toBe(false)
})

describe('sentences about faults', () => {
  test.each([
    ['rtsp://root:secret@10.0.0.7:554/live did not answer', '[hidden] did not answer'],
    ['connect ECONNREFUSED 192.168.1.20:554', 'connect ECONNREFUSED [hidden]'],
    ['no route to fe80::1ff:fe23:4567:890a', 'no route to [hidden]'],
    ['association of 3c:22:fb:0a:1b:2c was lost', 'association of [hidden] was lost'],
    ['login failed, password=hunter2', 'login failed, [hidden]'],
    ['no picture for 3 s', 'no picture for 3 s'],
    ['stalled since 12:34:56, 2 of 3 frames late', 'stalled since 12:34:56, 2 of 3 frames late'],
  ])('%s', (said, told) => {
    expect(redact(said)).toBe(told)
  })

  test('hold no address, wherever it stood and whatever stood around it', () => {
    const secret = fc.oneof(
      fc.ipV4(),
      fc.webAuthority({ withUserInfo: true }).map(it => `http://${it}/`),
      fc.emailAddress(),
    )
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, address, after) => {
        expect(redact(`${before} ${address} ${after}`)).not.toContain(address)
      }),
    )
  })
})

function* nested(value: unknown): Generator<object> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value
  for (const item of Object.values(value)) yield* nested(item)
}
