import type { z } from 'zod'
import type { Config } from '../../config/config.ts'
import { isSimulated } from '../../config/simulation.ts'
import type { Touchpoint } from '../../config/touchpoints.ts'
import type { Metres } from '../../config/units.ts'
import type { TouchpointRef } from './shapes.ts'

/** What the border needs to know of the shop. */
export interface Context {
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  /** Whether a sensor of this agent looks at the simulated shop: then everything is labelled so. */
  readonly simulated: boolean
  readonly gridMetres: Metres
  /** By what senses it: `zone:shelf-a`, `line:till`, `shelf:wines`, `scanner:kiosk`. */
  readonly touchpoints: ReadonlyMap<string, z.infer<typeof TouchpointRef>>
}

/** The context of a configuration. Where several touchpoints share a place, the first one stands for it. */
export function contextOf(
  config: Pick<
    Config,
    'store' | 'floor' | 'touchpoints' | 'cameras' | 'depth' | 'wifi' | 'scanners' | 'node' | 'simulation'
  >,
): Context {
  const { tenant, store, agent } = config.store
  const touchpoints = new Map<string, z.infer<typeof TouchpointRef>>()
  for (const { at, ...rest } of config.touchpoints) {
    const key = `${at.kind}:${placeOf(at)}`
    if (!touchpoints.has(key)) touchpoints.set(key, rest)
  }
  return {
    source: `/${tenant}/${store}/${agent}`,
    simulated: isSimulated(config),
    gridMetres: config.floor.gridMetres,
    touchpoints,
  }
}

function placeOf(at: Touchpoint['at']): string {
  switch (at.kind) {
    case 'zone':
      return at.zone
    case 'line':
      return at.line
    case 'shelf':
      return at.shelf
    case 'scanner':
      return at.scanner
  }
}
