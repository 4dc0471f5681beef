import type { Fact } from '../../../agent/events/tell.ts'
import type { FloorFact, PersonId } from '../../../agent/floor/fact.ts'
import type { Lane } from '../../../agent/lanes/lane.ts'
import { merge } from '../../../agent/lanes/merge.ts'
import { openLanes } from '../../../agent/lanes/open.ts'
import { openStages, type Surroundings } from '../../../agent/lanes/stages.ts'
import type { Config } from '../../../config/config.ts'
import type { Ms } from '../../../config/units.ts'
import { scene } from '../../../drivers/simulated/scene.ts'
import { Shop } from '../../../drivers/simulated/shop.ts'
import { Truth } from '../../../drivers/simulated/truth.ts'
import { Paths } from './paths.ts'
import { Spots } from './spots.ts'

export type Crossing = Extract<FloorFact, { kind: 'entrance' }>

/** A sensor that delivers nothing for a while. */
export interface Outage {
  readonly sensor: string
  readonly fromMs: Ms
  readonly toMs: Ms
}

/** What the agent told of a simulated shop, and what really happened in it. */
export interface Run {
  readonly config: Config
  readonly facts: readonly Fact[]
  /** Those that were counted, less those that were taken back because two turned out to be one. */
  readonly crossings: readonly Crossing[]
  readonly truth: Truth
  readonly paths: Paths
  readonly spots: Spots
  readonly endMs: Ms
}

/** Runs the shop of a configuration to its end, from time 0, through the lanes and stages of the agent, as a replay does. */
export async function run(config: Config, outage?: Outage): Promise<Run> {
  const facts: Fact[] = []
  const crossings: Crossing[] = []
  const truth = new Truth(config.floor)
  const paths = new Paths(new Shop(scene(config, { nowMs: 0, paced: false }), truth))
  const spots = new Spots(paths, config)
  const around: Surroundings = {
    config,
    pace: 'replay',
    tell: fact => facts.push(fact),
    warn: fault => {
      throw fault
    },
    lost: () => {},
  }
  const stages = openStages(around)
  const { floor, journey } = stages
  // The counts per interval do not say when somebody crossed; the journey is told, so we listen at its door.
  const see = journey.see.bind(journey)
  journey.see = told => {
    for (const fact of told)
      if (fact.kind === 'entrance') crossings.push(fact)
      else if (fact.kind === 'gone' && fact.into !== undefined) takeBack(crossings, fact.person, fact.into)
    see(told)
  }
  const place = floor.place.bind(floor)
  floor.place = (sensor, tracks) => {
    paths.watch(tracks.atMs)
    spots.sensor(sensor, tracks)
    return place(sensor, tracks)
  }
  const lanes = openLanes(stages, around, 0)
  let endMs = 0
  try {
    await merge(outage ? lanes.map(lane => without(lane, outage)) : lanes, new AbortController().signal, atMs => {
      if (outage) journey.covered(atMs < outage.fromMs || atMs >= outage.toMs, atMs)
      stages.tick(atMs)
      paths.watch((endMs = atMs))
      spots.floor(floor, atMs)
    })
    stages.close(endMs)
  } finally {
    for (const lane of lanes) await lane.close()
  }
  return { config, facts, crossings, truth, paths, spots, endMs }
}

/** What both had crossed counts once; the rest is of whom they turned out to be. */
function takeBack(crossings: Crossing[], person: PersonId, into: PersonId): void {
  for (const direction of ['in', 'out'] as const) {
    const of = (whose: PersonId) => crossings.filter(one => one.person === whose && one.direction === direction)
    const kept = of(into).length
    of(person).forEach((one, i) => {
      if (i < kept) crossings.splice(crossings.indexOf(one), 1)
      else crossings[crossings.indexOf(one)] = { ...one, person: into }
    })
  }
}

function without(lane: Lane, { sensor, fromMs, toMs }: Outage): Lane {
  if (lane.source.id !== sensor) return lane
  const { source } = lane
  return {
    ...lane,
    source: {
      id: source.id,
      async *open(signal) {
        for await (const item of source.open(signal))
          if (lane.atMs(item) < fromMs || lane.atMs(item) >= toMs) yield item
      },
    },
  }
}
