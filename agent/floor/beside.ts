import type { Metres, Ms } from '../../config/units.ts'
import type { Sighting } from './sighting.ts'
import { XX, YY } from './spread.ts'

/** Time over which it is learned by how much a sensor is beside the others, and over which that is forgotten again. */
const LEARN_MS = 2000
const FORGET_MS = 3000
/** No sensor is farther beside than this. */
const BESIDE_METRES: Metres = 0.6

/** A sensor begins to see somebody, who is at (x, y), there: at first they are where the others have them. */
export function meet(sighting: Sighting, atX: Metres, atY: Metres, x: Metres, y: Metres): void {
  sighting.besideX = limited(atX - x)
  sighting.besideY = limited(atY - y)
}

/** A sensor goes on to see somebody, who is at (x, y), there; as do others. */
export function learn(sighting: Sighting, atX: Metres, atY: Metres, x: Metres, y: Metres, forMs: Ms): void {
  const share = 1 - Math.exp(-forMs / LEARN_MS)
  sighting.besideX = limited(sighting.besideX + share * (atX - sighting.besideX - x))
  sighting.besideY = limited(sighting.besideY + share * (atY - sighting.besideY - y))
}

/** A sensor alone is beside nobody. */
export function forget(sighting: Sighting, forMs: Ms): void {
  const kept = Math.exp(-forMs / FORGET_MS)
  sighting.besideX *= kept
  sighting.besideY *= kept
}

/** All sensors being beside on one side is nothing that can be known: so much of it is forgotten as falls into the time. */
export function agree(sightings: readonly Sighting[], forMs: Ms, atMs: Ms): void {
  const share = 1 - Math.exp(-forMs / FORGET_MS)
  let [x, y, ofX, ofY] = [0, 0, 0, 0]
  for (const sighting of sightings) {
    if (!sighting.isLive(atMs)) continue
    x += sighting.besideX / sighting.spread[XX]
    y += sighting.besideY / sighting.spread[YY]
    ofX += 1 / sighting.spread[XX]
    ofY += 1 / sighting.spread[YY]
  }
  for (const sighting of sightings) {
    if (ofX > 0) sighting.besideX -= (share * x) / ofX
    if (ofY > 0) sighting.besideY -= (share * y) / ofY
  }
}

function limited(beside: Metres): Metres {
  return Math.max(-BESIDE_METRES, Math.min(BESIDE_METRES, beside))
}
