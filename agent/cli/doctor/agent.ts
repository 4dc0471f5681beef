import type { Config } from '../../../config/config.ts'
import type { Told } from '../../health/doctor/running.ts'
import type { Test } from '../../health/selftest.ts'

/** An agent that runs with the configuration, and what it says of itself. */
export interface Running {
  readonly state: {
    readonly sensors: readonly Told[]
    readonly outbox: {
      readonly waiting: number
      readonly dropped: number
      readonly oldestSeconds?: number | undefined
      readonly acknowledgedSeconds?: number | undefined
    }
    readonly broker?: { readonly url: string; readonly online: boolean; readonly why?: string | undefined } | undefined
  }
  /** What its test of itself found. */
  readonly checks: readonly Test[]
}

/** The agent that runs with the configuration; undefined where none does. */
export async function runningWith(_: Config): Promise<Running | undefined> {
  return undefined
}
