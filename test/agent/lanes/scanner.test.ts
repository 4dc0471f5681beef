import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Ailments } from '../../../agent/health/ailments.ts'
import type { HealthFact } from '../../../agent/health/fact.ts'
import { Meters } from '../../../agent/health/meters.ts'
import { Pulse } from '../../../agent/health/pulse.ts'
import { live } from '../../../agent/lanes/live.ts'
import { scannerLane } from '../../../agent/lanes/scanner.ts'
import type { Stages, Surroundings } from '../../../agent/lanes/stages.ts'
import { Fault } from '../../../config/fault.ts'
import { Health } from '../../../config/health.ts'
import { Scanner } from '../../../config/scanners.ts'
import type { Scans } from '../../../drivers/frame.ts'
import type { Source } from '../../../drivers/source.ts'

const TILL = Scanner.parse({ id: 'till', zone: 'pay', feed: { driver: 'device', path: '/dev/ttyACM0' } })

/** A lane over a scanner that gives this at each opening and is then pulled out; at the last it stays. */
async function scan(openings: readonly (readonly Scans[])[]) {
  const facts: string[] = []
  const codes: string[] = []
  const stop = new AbortController()
  const pulse = new Pulse(['till'])
  const meters = new Meters([{ id: 'till', kind: 'scanner' }], { pulse }, () => 0)
  const ailments = new Ailments((fact: HealthFact) => {
    facts.push(fact.kind)
    pulse.note(fact)
  })
  let opened = 0
  let beats = pulse.all()
  const source: Source<Scans> = {
    id: 'till',
    async *open() {
      yield* openings[opened++]!
      // For a while, as whoever is steady is.
      await delay(20)
      if (opened < openings.length) throw new Fault('SOURCE_LOST', { sensor: 'till', why: 'pulled out' })
      beats = pulse.all()
      stop.abort()
    },
  }
  const stages = {
    tick: () => {},
    journey: { covered: () => {} },
    floor: {},
    codes: { read: (_: string, { text }: { text: string }) => ({ text }) },
    scan: ({ text }: { text: string }) => codes.push(text),
  } as unknown as Stages
  const around = {
    config: { health: Health.parse({}), store: { timezone: 'UTC' }, cameras: [], depth: [], wifi: [] },
    ...{ ailments, meters, pulse },
    warn: () => {},
    lost: () => {},
  } as unknown as Surroundings
  const lane = scannerLane(TILL, source, stages)
  await live([lane], stages, around, stop.signal, () => 7000, { firstMs: 0, longestMs: 0, steadyMs: 1 })
  const { delivered } = meters.of('till')!
  meters.close()
  return { facts, codes, delivered, beat: beats[0]! }
}

const code = (text: string): Scans => [{ atMs: 5000, text }]

test('one that is put in is well, and has delivered nothing, before anybody scans', async () => {
  const { facts, delivered, beat } = await scan([[[]]])
  expect(facts).toEqual([])
  expect(delivered).toBe(0)
  expect(beat).toMatchObject({ state: 'well', lastMs: undefined })
})

test('one that was pulled out is well as soon as it is put in again, and what it delivered last is as old as it was', async () => {
  const { facts, codes, delivered, beat } = await scan([[[], code('A')], [[]]])
  expect(facts).toEqual(['sensor.failed', 'sensor.recovered'])
  expect(codes).toEqual(['A'])
  expect(delivered).toBe(1)
  expect(beat).toMatchObject({ state: 'well', lastMs: 7000 })
})

test('codes that were read at once go on in order', async () => {
  const { codes } = await scan([[[], [...code('A'), ...code('B')], code('C')]])
  expect(codes).toEqual(['A', 'B', 'C'])
})
