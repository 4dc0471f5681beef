import type { Ms } from '../../config/units.ts'

/** How many devices were present, all sniffers together. */
export interface PresenceFact {
  readonly kind: 'device.counted'
  readonly atMs: Ms
  readonly fromMs: Ms
  readonly toMs: Ms
  /** Estimate and its 80 % interval; absent when the estimate is below `k`: then only that much is told. */
  readonly devices?: { readonly estimate: number; readonly low: number; readonly high: number }
  readonly below: number
}
