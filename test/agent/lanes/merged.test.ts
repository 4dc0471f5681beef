import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JourneyFact } from '../../../agent/journey/fact.ts'
import { Records } from '../../../agent/journey/records.ts'
import { Touchpoints } from '../../../agent/journey/touchpoints.ts'
import { type Around, openMoments } from '../../../agent/lanes/moments.ts'
import type { MomentFact } from '../../../agent/moments/fact.ts'
import { FEATURES } from '../../../agent/moments/features.ts'
import { keep, knowledgeFile } from '../../../agent/moments/keeper.ts'
import { Learner } from '../../../agent/moments/learner.ts'
import { Outcomes } from '../../../agent/publish/outcomes.ts'
import { openStore } from '../../../agent/store/store.ts'
import { Config } from '../../../config/config.ts'

const T0 = Date.parse('2026-03-02T10:00:00Z')
const OUTLINE = [
  [0, 0],
  [9, 0],
  [9, 9],
]

let folder: string
let close = () => {}
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'aisle-merged-'))))
afterEach(() => {
  close()
  rmSync(folder, { recursive: true, force: true })
})

/** A shop that goes to anybody at the wine, and of which the journey is told by hand. */
function shop() {
  const config = Config.parse({
    store: { tenant: 't', store: 's', agent: 'a' },
    floor: { outline: OUTLINE, zones: [{ id: 'wine', outline: OUTLINE }] },
    touchpoints: [
      { id: 'wine', channel: 'shelf', function: 'try', stage: 'consider', at: { kind: 'zone', zone: 'wine' } },
    ],
    outbox: { path: join(folder, 'aisle.db') },
    moments: { mode: 'advise', justEnteredSeconds: 0, exploreShare: 0, holdBackShare: 0, approachShare: 1 },
  })
  const learner = new Learner(['wine'])
  const features = new Float64Array(FEATURES.length)
  features[0] = 1
  const contact = { visit: 'x', touchpoint: 'wine', atMs: 0, features, probability: 0.5, isLearned: true } as const
  for (let i = 0; i < 200; i++) learner.learn({ ...contact, outcome: 'helped' }, i)
  keep(knowledgeFile(config.outbox.path, false), { learner, open: [] })

  const records = new Records(new Touchpoints(config.touchpoints))
  const listeners = [(fact: JourneyFact) => records.hear(fact)]
  let tick = (_: number) => {}
  let atMs = T0
  const stages: Around['stages'] = {
    ...{ records, listen: hear => void listeners.push(hear), companions: () => 0 },
    onTick: hear => void (tick = hear),
    onFloor: () => [0, 1].map(id => ({ id, x: 3, y: 1, seenMs: atMs, isStaff: false })),
    journey: { visitOf: person => ['a', 'b'][person] },
  }
  const told: MomentFact[] = []
  const store = openStore({ path: config.outbox.path }, atMs)
  close = () => store.close()
  const lane = openMoments(
    {
      ...{ config, level: 'paths', stages, store, outcomes: new Outcomes(store.db) },
      ...{ tell: fact => void told.push(fact), warn: ({ code }) => expect(code).toBe('') },
    },
    atMs,
  )!
  return {
    lane,
    tell: (...facts: JourneyFact[]) => {
      for (const fact of facts) for (const hear of listeners) hear(fact)
    },
    play: (seconds: number) => {
      for (const untilMs = atMs + 1000 * seconds; atMs < untilMs; atMs += 1000) tick(atMs)
      return atMs
    },
    opened: (visit: string) =>
      told.flatMap(fact =>
        fact.kind === 'moment.opened' && fact.visit === visit ? [`${fact.advice} ${fact.rule ?? ''}`.trim()] : [],
      ),
  }
}

const entered = (visit: string, atMs: number): JourneyFact => ({ kind: 'zone.entered', visit, atMs, zone: 'wine' })
const ended = (reason: 'merged' | 'lost', atMs: number): JourneyFact => ({
  ...{ kind: 'visit.ended', visit: 'b', atMs, startedMs: T0, reason, ...(reason === 'merged' && { into: 'a' }) },
})

describe('somebody who declined as one of two visits', () => {
  test('is approached as the other where nobody declined, or this proves nothing', () => {
    const { tell, play, opened } = shop()
    tell({ kind: 'visit.started', visit: 'a', atMs: T0 }, { kind: 'visit.started', visit: 'b', atMs: T0 })
    tell(ended('merged', play(5)), entered('a', play(1)))
    play(20)
    expect(opened('a')).toContain('approach')
  })

  test('is left alone as the one into which it was merged, and where it is said only then', () => {
    for (const isEarly of [true, false]) {
      const { lane, tell, play, opened } = shop()
      tell({ kind: 'visit.started', visit: 'a', atMs: T0 }, { kind: 'visit.started', visit: 'b', atMs: T0 })
      const decline = () => lane.hear({ visit: 'b', outcome: 'declined', atMs: play(1) })
      if (isEarly) decline()
      tell(ended('merged', play(5)))
      if (!isEarly) decline()
      tell(entered('a', play(1)))
      play(20)
      expect(opened('a')).toEqual(['leave declined'])
      close()
    }
  })

  test('is left alone as the one of which it turns out to be the beginning', () => {
    const { lane, tell, play, opened } = shop()
    tell({ kind: 'visit.started', visit: 'b', atMs: T0 })
    lane.hear({ visit: 'b', outcome: 'declined', atMs: play(1) })
    tell(ended('lost', play(5)), { kind: 'visit.started', visit: 'a', atMs: play(20) })
    tell({ kind: 'visit.joined', visit: 'a', atMs: T0, previous: 'b' }, entered('a', play(1)))
    play(20)
    expect(opened('a')).toEqual(['leave declined'])
  })
})
