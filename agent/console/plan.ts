import type { Config } from '../../config/config.ts'
import type { Point } from '../../config/shapes.ts'
import { isSimulated } from '../../config/simulation.ts'

/**
 * The floor plan, as the page draws it: what the configuration says of the floor, and where sensors hang. `isAway`: for a machine that is
 * told in which squares people stand, and not where.
 */
export function planOf(config: Config, isAway: boolean) {
  const { tenant, store, agent } = config.store
  const { outline, gridMetres, entrances, lines, zones, shelves } = config.floor
  const ends = ({ id, from, to }: { id: string; from: Point; to: Point }) => ({ id, from, to })
  return {
    store: { tenant, store, agent },
    simulated: isSimulated(config),
    node: config.node.kind,
    snapped: isAway,
    outline,
    gridMetres,
    entrances: entrances.map(ends),
    lines: lines.map(line => ({ ...ends(line), kind: line.kind })),
    zones: zones.map(({ id, kind, outline: corners, dwellSeconds }) => ({ id, kind, outline: corners, dwellSeconds })),
    shelves: shelves.map(({ id, outline: corners }) => ({ id, outline: corners })),
    sensors: [...colour(config), ...config.depth.map(({ id, pose }) => ({ id, kind: 'depth', at: pose.position }))],
    touchpoints: config.touchpoints.map(({ id, at, channel, function: purpose, stage }) => ({
      ...{ id, at, channel, stage },
      function: purpose,
    })),
  }
}

/** A camera that is calibrated by spots does not say where it hangs. */
function colour({ cameras }: Config) {
  return cameras.flatMap(({ id, calibration }) =>
    Array.isArray(calibration) ? [] : [{ id, kind: 'camera', at: calibration.pose.position }],
  )
}
