import { createHash } from 'node:crypto'
import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { clock, now } from '../../drivers/clock.ts'
import type { Fact } from '../events/tell.ts'
import type { Synchrony } from '../health/synchrony.ts'
import { VERSION } from '../health/version.ts'
import type { Outbox } from '../publish/outbox.ts'
import type { Options } from './agent.ts'
import type { Atlas } from './atlas.ts'
import type { Condition } from './condition.ts'
import type { Diary } from './diary.ts'
import type { Keeper } from './keeper.ts'
import type { Lane } from './lane.ts'
import { live } from './live.ts'
import { tellLosses } from './losses.ts'
import type { Members } from './members.ts'
import { merge } from './merge.ts'
import { rounds } from './rounds.ts'
import type { Stages, Surroundings } from './stages.ts'
import type { Walks } from './walks.ts'
import type { Welcome } from './welcome.ts'

/** How often it is asked whether events wait or were lost. */
const LAG_MS = 5000
/** How often it is asked what happened to consents. */
const CONSENTS_MS = 1000
/** How often the meters are read for what they grow by. */
const METERS_MS = 1000

/** What goes on in an agent between its start and its stop. */
export interface Course {
  readonly options: Options
  readonly config: Config
  readonly lanes: readonly Lane[]
  readonly stages: Stages
  readonly around: Surroundings
  readonly outbox: Outbox
  /** How many are inside from before the start. */
  readonly inside: number
  readonly tell: (fact: Fact) => void
  readonly walks: Walks
  readonly condition: Condition
  readonly synchrony: Synchrony
  readonly members: Members | undefined
  readonly keeper: Keeper | undefined
  readonly welcome: Welcome | undefined
  readonly diary: Diary | undefined
  readonly atlas: Atlas | undefined
  /** Tells what happened to consents. */
  readonly tellConsents: () => void
  /** Looks whether the broker is there. */
  readonly look: () => void
  /** Nothing is asked of the agent any more. */
  readonly closeDesk: () => Promise<void>
}

/** Runs the lanes over live sensors until the signal aborts or all have come to their end, and tells of the agent before and after. */
export async function runLive(course: Course): Promise<void> {
  const { options, config, lanes, stages, around, outbox, inside, tell, condition, diary, members } = course
  const { signal } = options
  const anchor = members?.anchor
  const started = { kind: 'agent.started', version: VERSION, configDigest: digest(config) } as const
  tell({ ...started, atMs: now(), ...(anchor && { anchor }) })
  // No sensor has delivered yet: how many are inside is known from before at best.
  if (outbox.before.inside > 0)
    tell({ kind: 'occupancy.changed', atMs: now(), count: inside, quality: { coverage: 0, confidence: 1 } })
  diary?.tick(now())
  const rest = rounds([
    [LAG_MS, () => lookAround(course)],
    [CONSENTS_MS, () => lookAtConsents(course)],
    [
      METERS_MS,
      () => {
        condition.tick()
        course.look()
      },
    ],
  ])
  let reason: 'fault' | 'signal' | 'finished' = 'fault'
  try {
    await live(lanes, stages, around, signal, now)
    reason = signal.aborted ? 'signal' : 'finished'
  } finally {
    rest()
    await course.closeDesk()
    stages.close(now())
    diary?.close()
    course.atlas?.close()
    course.tellConsents()
    tell({ kind: 'agent.stopped', atMs: now(), reason })
  }
}

/** Runs the lanes over recordings, with the clock of their capture. @throws what broke one off */
export async function runReplay(lanes: readonly Lane[], stages: Stages, { signal, lost }: Options): Promise<void> {
  let atMs: Ms | undefined
  try {
    await merge(lanes, signal, passedMs => stages.tick((atMs = passedMs)))
  } finally {
    if (atMs !== undefined) stages.close(atMs)
    tellLosses(lanes, lost)
  }
}

function lookAround({ options, outbox, tell, walks, condition, synchrony, diary, atlas }: Course): void {
  diary?.tick(now())
  atlas?.tick(now())
  const fact = outbox.lagging(now())
  if (fact) tell(fact)
  walks.tick(now(), condition.ailments)
  restartAfterStep(synchrony, options)
}

/** Nobody is erased since a clock that nobody is known to keep was put forward. Nobody is recognised then, either. */
function lookAtConsents({ keeper, welcome, synchrony, tellConsents }: Course): void {
  void keeper?.tick(Date.now(), now() - (synchrony.isKept ? 0 : clock.leaptMs()))
  welcome?.tick(now())
  tellConsents()
}

/** Times before and after a large step of the clock do not go together: another epoch begins. */
function restartAfterStep({ stepMs }: Synchrony, { file, warn }: Options): void {
  if (stepMs === undefined || !file) return
  warn(new Fault('CLOCK_SET', { seconds: Math.round(stepMs / 1000) }))
  file.restart()
}

/** Tells two configurations apart without telling what is in them. */
function digest(config: Config): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16)
}
