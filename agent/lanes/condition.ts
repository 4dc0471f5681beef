import type { Config } from '../../config/config.ts'
import type { Fault } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { Ailments } from '../health/ailments.ts'
import type { HealthFact } from '../health/fact.ts'
import type { SensorKind } from '../health/meter.ts'
import { Meters } from '../health/meters.ts'
import { Pulse } from '../health/pulse.ts'
import type { Shed } from '../health/shed.ts'
import { Thrift } from './thrift.ts'

export interface ConditionOptions {
  readonly tell: (fact: HealthFact) => void
  readonly warn: (fault: Fault) => void
  readonly now: () => Ms
  readonly isSynchronised: () => boolean
  /** Memory that it keeps to, in MB, where the configuration does not say: what a machine has is no part of what was configured. */
  readonly allowedMegabytes?: number | undefined
  /** Hears what is left out from now on. */
  readonly shed: (what: readonly Shed[]) => void
}

/** How the sensors of an agent and its machine fare: what is measured, what ails a sensor, and what is left out where it is too much. */
export interface Condition {
  readonly pulse: Pulse
  readonly meters: Meters
  readonly ailments: Ailments
  readonly thrift: Thrift
  /** To be called about once a second. */
  tick(): void
}

export function conditionOf(
  config: Config,
  { tell, warn, now, isSynchronised, allowedMegabytes, shed }: ConditionOptions,
): Condition {
  const sensors = sensorsOf(config)
  const pulse = new Pulse(sensors.map(({ id }) => id))
  const meters = new Meters(sensors, { pulse, isSynchronised }, now)
  const ailments = new Ailments(fact => {
    tell(fact)
    pulse.note(fact)
  })
  const memoryMegabytes = config.health.memoryMegabytes ?? allowedMegabytes
  const health = { ...config.health, ...(memoryMegabytes !== undefined && { memoryMegabytes }) }
  const thrift = new Thrift({ config: { ...config, health }, meters, ailments, warn, now, changed: shed })
  return {
    ...{ pulse, meters, ailments, thrift },
    tick() {
      meters.tick(performance.now())
      thrift.tick(performance.now())
    },
  }
}

/** Every sensor of this machine. */
function sensorsOf({ cameras, depth, identity, wifi, scanners }: Config): { id: string; kind: SensorKind }[] {
  const of = (kind: SensorKind, all: readonly { readonly id: string }[]) => all.map(({ id }) => ({ id, kind }))
  return [
    ...of('camera', cameras),
    ...of('depth', depth),
    ...of('face-depth', identity?.faceDepth ?? []),
    ...of('wifi', wifi),
    ...of('scanner', scanners),
  ]
}
