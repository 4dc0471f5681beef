import type { Config } from '../../config/config.ts'
import { isSimulated } from '../../config/simulation.ts'
import type { Metres } from '../../config/units.ts'
import { Touchpoints } from '../journey/touchpoints.ts'

/** What the border needs to know of the shop. */
export interface Context {
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  /** Whether a sensor of this agent looks at the simulated shop: then everything is labelled so. */
  readonly simulated: boolean
  readonly gridMetres: Metres
  readonly touchpoints: Touchpoints
}

/** The context of a configuration. */
export function contextOf(
  config: Pick<
    Config,
    'store' | 'floor' | 'touchpoints' | 'cameras' | 'depth' | 'wifi' | 'scanners' | 'node' | 'simulation'
  >,
): Context {
  const { tenant, store, agent } = config.store
  return {
    source: `/${tenant}/${store}/${agent}`,
    simulated: isSimulated(config),
    gridMetres: config.floor.gridMetres,
    touchpoints: new Touchpoints(config.touchpoints),
  }
}
