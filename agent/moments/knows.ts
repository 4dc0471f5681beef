import type { Config } from '../../config/config.ts'
import type { Point, Polygon } from '../../config/shapes.ts'
import type { Metres } from '../../config/units.ts'
import { Area } from '../floor/area.ts'

/** What the sensors of a shop can tell at all. What they cannot is unknown of everybody, and not so of nobody. */
export interface Knows {
  /** Whether members who agreed to be assisted are recognised. */
  readonly assists: boolean
  /** Whether scans of products are joined with visits. */
  readonly scans: boolean
  /** Whether staff are told from visitors. */
  readonly staff: boolean
  /** Zones beside shelves into which hands are seen to reach. */
  readonly hands: ReadonlySet<string>
  /** Zones in which one queues. */
  readonly queues: ReadonlySet<string>
}

/** A shelf is at hand from a zone that is no farther from it. */
const REACH: Metres = 1

export function knowsOf(
  { floor, depth, node, campaigns, identity }: Pick<Config, 'floor' | 'depth' | 'node' | 'campaigns' | 'identity'>,
  isForMembers: boolean,
): Knows {
  // Other machines of the store may have depth cameras, too.
  const seesHands = depth.length > 0 || node.kind === 'owner'
  const beside = floor.zones.filter(({ outline }) => floor.shelves.some(shelf => isNear(outline, shelf.outline)))
  return {
    assists: isForMembers && (identity?.purposes ?? []).includes('assist'),
    scans: campaigns.some(({ kind, tracks }) => kind === 'product' && tracks === 'person'),
    staff:
      floor.zones.some(({ kind }) => kind === 'staff') ||
      floor.lines.some(({ kind }) => kind === 'staff') ||
      campaigns.some(({ kind }) => kind === 'badge'),
    hands: new Set(seesHands ? beside.map(({ id }) => id) : []),
    queues: new Set(floor.zones.filter(({ kind }) => kind === 'queue').map(({ id }) => id)),
  }
}

function isNear(a: Polygon, b: Polygon): boolean {
  return isReached(a, b) || isReached(b, a)
}

/** Whether a corner of one is in the other, or near an edge of it. */
function isReached(corners: Polygon, outline: Polygon): boolean {
  const area = new Area(outline)
  return corners.some(
    ([x, y]) =>
      area.contains(x, y) ||
      outline.some((from, i) => toEdge([x, y], from, outline[(i + 1) % outline.length]!) <= REACH),
  )
}

function toEdge([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): Metres {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const along = Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1), 0), 1)
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy)
}
