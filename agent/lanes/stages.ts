import type { Config } from '../../config/config.ts'
import type { Fault } from '../../config/fault.ts'
import { readingsOf } from '../../config/scanners.ts'
import type { Ms } from '../../config/units.ts'
import { Codes } from '../codes/codes.ts'
import type { CodeFact } from '../codes/fact.ts'
import type { Standing } from '../console/survey.ts'
import type { Fact } from '../events/tell.ts'
import { Floor } from '../floor/floor.ts'
import type { Heat } from '../floor/heat.ts'
import type { Ailments } from '../health/ailments.ts'
import type { Meters } from '../health/meters.ts'
import type { Pulse } from '../health/pulse.ts'
import type { Bearer } from '../identity/permit.ts'
import type { JourneyFact, VisitId } from '../journey/fact.ts'
import { newVisit } from '../journey/id.ts'
import { Journey } from '../journey/journey.ts'
import { Meetings } from '../journey/meetings.ts'
import { Records } from '../journey/records.ts'
import { Touchpoints } from '../journey/touchpoints.ts'
import { Census } from '../presence/census.ts'
import type { Losses } from './lane.ts'
import type { Members } from './members.ts'
import { Owner } from './owner.ts'
import type { FloorStage, Part } from './part.ts'
import { Seer } from './seer.ts'
import type { Taps } from './taps.ts'
import type { Thrift } from './thrift.ts'
import type { Welcome } from './welcome.ts'

/** Who was seen this shortly before the end is in sight. */
const IN_SIGHT_MS = 1000

/** How often it is looked who of the staff is with whom. */
const MEETINGS_MS: Ms = 1000

/** As whose tracks permits know the people of the floor. */
const FLOOR = 'floor'

/** How the sensors are read: live with the clock on the wall, or recordings to their end with the clock of their capture. */
export type Pace = 'live' | 'replay'

export interface Surroundings {
  readonly config: Config
  readonly pace: Pace
  readonly tell: (fact: Fact) => void
  /** Told of faults that a lane gets over by itself. */
  readonly warn: (fault: Fault) => void
  /** Told now and then, and at the end, what of a sensor could not be used since the start. */
  readonly lost: (sensor: string, losses: Losses) => void
  /** How many are inside from before the start. */
  readonly inside?: number
  /** Where whoever is on the floor leaves their time. */
  readonly heat?: Heat
  /** Whom members who show a pass are let through by. */
  readonly members?: Members
  /** Lets others look along with cameras. */
  readonly taps?: Taps
  /** Takes note of when each sensor delivers. */
  readonly pulse?: Pulse
  /** Counts what each lane does. */
  readonly meters?: Meters
  /** What is wrong with each sensor. */
  readonly ailments?: Ailments
  /** What is left out to keep to the budget. */
  readonly thrift?: Pick<Thrift, 'every'>
  /** Looks at the faces of those whom the gate let through. */
  readonly welcome?: Welcome
}

/** The stages that all lanes of one shop share. */
export interface Stages {
  readonly floor: FloorStage
  /** What this machine has to do with others; undefined where it is alone. */
  readonly part: Part | undefined
  readonly journey: Journey
  /** What each visitor did. */
  readonly records: Records
  readonly codes: Codes
  readonly census: Census
  /** Lets somebody hear what the journey tells, before it is told on. */
  listen(hear: (fact: JourneyFact) => void): void
  /** Lets somebody act as time passes on the floor, after everybody else. */
  onTick(act: (atMs: Ms) => void): void
  /** With how many others somebody of the floor came and walks, as far as is known. */
  companions(person: number): number
  /** Whoever is on the floor now, staff too; nobody on a machine that sees for another one. */
  onFloor(): Iterable<Standing>
  /** Who stands in a zone: as the floor knows them, over all its sensors. */
  standingIn(zone: string): Bearer[]
  /** By which track a sensor of this machine follows somebody of the floor now, if by any. */
  trackOf(sensor: string, bearer: Bearer): number | undefined
  /** Whom of the floor a track of a sensor of this machine is of, if that is known. */
  personOf(sensor: string, track: number): Bearer | undefined
  /** Who stood before a scanner at that instant, if that was one alone. */
  alone(scanner: string, atMs: Ms): Promise<Bearer | undefined>
  /** A code was read. */
  scan(fact: CodeFact): void
  /** Time passes, whether or not anything is seen. */
  tick(atMs: Ms): void
  /** What is seen takes time on to this instant at most. */
  wait(untilMs: Ms): void
  /** Ends what is open: people, zones, visits, the running interval. */
  close(atMs: Ms): void
}

/** The journey, and what it needs before it. */
export function openStages(around: Surroundings): Stages {
  const { config, tell, pace, heat } = around
  const floor = new Floor(config, heat)
  const records = new Records(new Touchpoints(config.touchpoints))
  const listeners: ((fact: JourneyFact) => void)[] = [fact => records.hear(fact)]
  const follow = (fact: JourneyFact) => {
    for (const hear of listeners) hear(fact)
    tell(fact)
  }
  const journey = new Journey({
    floor: config.floor,
    scanners: readingsOf(config),
    rule: config.journey,
    store: config.store,
    people: floor,
    inside: around.inside ?? 0,
    newVisit,
    tell: follow,
  })
  const meetings = new Meetings(config.journey, records)
  const acts: ((atMs: Ms) => void)[] = []
  let lookedMs: Ms = Number.NEGATIVE_INFINITY
  const codes = new Codes(config.campaigns)
  const census = new Census(config.presence, config.store.timezone)
  const part = partOf()
  const sees = config.cameras.length + config.depth.length + (part?.names.length ?? 0) > 0
  return {
    floor: part?.floor ?? floor,
    part,
    journey,
    records,
    codes,
    census,
    listen: hear => void listeners.push(hear),
    onTick: act => void acts.push(act),
    companions: person => floor.companionsOf(person).length,
    onFloor,
    standingIn,
    trackOf: (sensor, { sensor: from, track }) => (from === FLOOR ? floor.trackOf(sensor, track) : undefined),
    personOf(sensor, track) {
      const person = floor.personOf(sensor, track)
      return person === undefined ? undefined : bearerOf(person)
    },
    async alone(scanner, atMs) {
      const zone = readingsOf(config).find(({ id }) => id === scanner)?.zone
      if (zone === undefined) return undefined
      const there = await new Promise<readonly Bearer[]>(resolve => {
        const look = () => resolve(standingIn(zone))
        if (part) part.at(atMs, look)
        else look()
      })
      return there.length === 1 ? there[0] : undefined
    },
    scan(fact) {
      if (part) part.scan(fact)
      else journey.scan(fact)
    },
    tick(atMs) {
      if (part) part.tick(atMs)
      else journey.see(floor.tick(atMs))
      // Without a sensor of the floor, a count of nobody would be a lie.
      if (sees && config.node.kind !== 'sensor') journey.tick(atMs)
      records.tick(atMs)
      if (Math.abs(atMs - lookedMs) >= MEETINGS_MS) meetings.look(onFloor(), visiting, (lookedMs = atMs))
      for (const act of acts) act(atMs)
      if (config.wifi.length === 0) return
      for (let counted = census.tick(atMs); counted; counted = census.tick(atMs)) tell(counted)
    },
    wait(untilMs) {
      // Over several machines things are put in order before they come to the floor.
      if (!part) floor.wait(untilMs)
    },
    close(atMs) {
      part?.end()
      // Who was out of sight ended when last seen; who was in sight is still there, and ends with the journey.
      const facts = floor.close(atMs)
      const inSightMs = atMs - (part?.lagMs ?? 0) - IN_SIGHT_MS
      const inSight = facts.filter(fact => fact.kind === 'gone' && fact.atMs >= inSightMs)
      journey.see(facts.filter(fact => !inSight.includes(fact)))
      journey.close(atMs, inSight)
      records.close()
    },
  }

  function* onFloor(): Iterable<Standing> {
    for (const { id, x, y, seenMs } of floor.people()) yield { id, x, y, seenMs, isStaff: floor.isStaff(id) }
  }

  function visiting(person: number): VisitId | undefined {
    const visit = journey.visitOf(person)
    return visit !== undefined && records.isOpen(visit) ? visit : undefined
  }

  function standingIn(zone: string): Bearer[] {
    return floor.standingIn(zone).map(bearerOf)
  }

  function bearerOf(person: number): Bearer {
    const seenAs = config.cameras.flatMap(({ id: sensor }) => {
      const track = floor.trackOf(sensor, person)
      return track === undefined ? [] : [{ sensor, track }]
    })
    return { sensor: FLOOR, track: person, seenAs }
  }

  /** Recordings are run through by one machine alone. */
  function partOf(): Part | undefined {
    const { node } = config
    if (pace === 'replay' || node.kind === 'alone') return undefined
    return node.kind === 'owner' ? new Owner(node, floor, journey, { ...around, follow }) : new Seer(node, around)
  }
}
