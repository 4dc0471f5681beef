import { z } from 'zod'
import { AgentLagging, AgentStarted, AgentStopped } from './families/agent.ts'
import { CodeScanned } from './families/code.ts'
import { ConsentGranted, ConsentRefused, ConsentWithdrawn } from './families/consent.ts'
import { DeviceCounted } from './families/device.ts'
import { IntervalCounted } from './families/interval.ts'
import { LineCrossed } from './families/line.ts'
import { MemberEnrolled, MemberErased, MemberRecognised, MemberRetracted } from './families/member.ts'
import { MomentClosed, MomentOpened } from './families/moment.ts'
import { OccupancyChanged } from './families/occupancy.ts'
import { PathCompleted } from './families/path.ts'
import { QueueChanged } from './families/queue.ts'
import { SensorDegraded, SensorFailed, SensorRecovered } from './families/sensor.ts'
import { ShelfReached } from './families/shelf.ts'
import { TouchpointMapped } from './families/touchpoint.ts'
import { VisitEnded, VisitJoined, VisitPassed, VisitReturned, VisitStarted } from './families/visit.ts'
import { ZoneDwelled, ZoneEntered, ZoneLeft } from './families/zone.ts'
import { Instant, VisitId } from './shapes.ts'
import { ID } from './wire.ts'

const Source = z
  .string()
  .regex(/^(?:\/[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){3}$/)
  .describe('Who tells it: `/{tenant}/{store}/{agent}`.')

/** `subject` says whose event it is: of one visit always, of one where it is known, or of nobody. */
const ofVisit = { subject: VisitId.describe("The visit's id.") }
const maybeOfVisit = { subject: VisitId.optional().describe("The visit's id, where it is known whose it is.") }
const ofNobody = { subject: z.never().optional() }

/** A CloudEvent (1.0.2, JSON) with the data of one kind of event. What is not named here cannot leave. */
function event<N extends string, S extends z.ZodRawShape, D extends z.ZodType>(name: N, subject: S, data: D) {
  return z.strictObject({
    specversion: z.literal('1.0').describe('Version of CloudEvents.'),
    id: z
      .string()
      .regex(ID)
      .describe(
        '`{epoch}-{sequence}`, and `-{audience}` behind it where it is for one subscriber alone: with `source` it is unique, and the same again when an event is delivered again.',
      ),
    source: Source,
    type: z.literal(`aisle.${name}.v1`).describe('What has happened.'),
    time: Instant.describe('When it happened, in UTC, to the millisecond.'),
    ...subject,
    datacontenttype: z.literal('application/json').describe('Of `data`.'),
    epoch: z
      .string()
      .regex(/^\d{12}$/)
      .describe('Grows at each start of the agent. Padded, as `sequence`, so that they sort as they count.'),
    sequence: z
      .string()
      .regex(/^\d{10}$/)
      .describe(
        'From 1 in each epoch, without a gap; what is for one subscriber alone is counted apart from what is for everybody.',
      ),
    previous: z
      .string()
      .regex(ID)
      .optional()
      .describe(
        'The id of the event before it, of an earlier epoch too: whoever has not heard that one has missed something, and may ask for it. Not there on the first of all.',
      ),
    historical: z.literal(true).optional().describe('There where it is told again because somebody asked for it.'),
    unsynchronised: z
      .literal(true)
      .optional()
      .describe(
        'There where no time server keeps the clock of the machine, or it was just set: `time` may be wrong, order and durations are right.',
      ),
    simulated: z.literal(true).optional().describe('There where it comes from the simulated shop.'),
    data,
  })
}

/** The public contract: all that ever leaves the shop. */
export const Event = z.discriminatedUnion('type', [
  event('visit.started', ofVisit, VisitStarted),
  event('visit.ended', ofVisit, VisitEnded),
  event('visit.joined', ofVisit, VisitJoined),
  event('visit.passed', ofNobody, VisitPassed),
  event('visit.returned', ofVisit, VisitReturned),
  event('zone.entered', ofVisit, ZoneEntered),
  event('zone.dwelled', ofVisit, ZoneDwelled),
  event('zone.left', ofVisit, ZoneLeft),
  event('line.crossed', maybeOfVisit, LineCrossed),
  event('path.completed', ofVisit, PathCompleted),
  event('queue.changed', ofNobody, QueueChanged),
  event('shelf.reached', ofVisit, ShelfReached),
  event('occupancy.changed', ofNobody, OccupancyChanged),
  event('interval.counted', ofNobody, IntervalCounted),
  event('device.counted', ofNobody, DeviceCounted),
  event('code.scanned', maybeOfVisit, CodeScanned),
  event('moment.opened', ofVisit, MomentOpened),
  event('moment.closed', ofVisit, MomentClosed),
  event('touchpoint.mapped', ofNobody, TouchpointMapped),
  event('member.recognised', maybeOfVisit, MemberRecognised),
  event('member.retracted', maybeOfVisit, MemberRetracted),
  event('member.enrolled', ofNobody, MemberEnrolled),
  event('member.erased', ofNobody, MemberErased),
  event('consent.granted', ofNobody, ConsentGranted),
  event('consent.withdrawn', ofNobody, ConsentWithdrawn),
  event('consent.refused', ofNobody, ConsentRefused),
  event('sensor.failed', ofNobody, SensorFailed),
  event('sensor.degraded', ofNobody, SensorDegraded),
  event('sensor.recovered', ofNobody, SensorRecovered),
  event('agent.started', ofNobody, AgentStarted),
  event('agent.stopped', ofNobody, AgentStopped),
  event('agent.lagging', ofNobody, AgentLagging),
])
export type Event = z.infer<typeof Event>
export type EventType = Event['type']

type NameOf<T> = T extends `aisle.${infer N}.v1` ? N : never
/** `visit.started` and so on. */
export type EventName = NameOf<EventType>
/** What an event of this name carries. */
export type Data<N extends EventName> = Extract<Event, { type: `aisle.${N}.v1` }>['data']
