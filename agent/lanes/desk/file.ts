import type { Ms } from '../../../config/units.ts'

/** That a configuration did not hold, and the one before it is in force again. */
export interface Returned {
  readonly digest: string
  readonly why: string
  readonly atMs: Ms
}

/** The file of the configuration, where there is one that may be replaced. */
export interface ConfigFile {
  readonly path: string
  /** Begins anew with whatever is in the file by then, once all that was asked is answered. */
  readonly restart: () => void
  /** Whether it was put in force and is not known to hold yet. */
  readonly isOnTrial: () => boolean
  readonly returned?: Returned
  /** Sensors that are well now: they have to be so under another configuration, too. */
  readonly well?: () => readonly string[]
}
