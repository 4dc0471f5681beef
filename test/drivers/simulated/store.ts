import { Posed } from '../../../config/cameras.ts'
import { Depth } from '../../../config/depth.ts'
import { Floor } from '../../../config/floor.ts'
import { Campaign, Scanner } from '../../../config/scanners.ts'
import { Simulation } from '../../../config/simulation.ts'
import { Wifi } from '../../../config/wifi.ts'
import { type Scene, scene } from '../../../drivers/simulated/scene.ts'

/**
 * A shop of 8 × 5 m with the street below it.
 *
 *     +--------[ wall ]-----------------+
 *     [new]                       |t|   |
 *     [new]                       |i|   |
 *     |                           |l|   |
 *     |            [ window ]     |l|   |
 *     +---=door=------------------------+
 *        street
 */
export const FLOOR = Floor.parse({
  outline: [
    [0, 0],
    [8, 0],
    [8, 5],
    [0, 5],
  ],
  entrances: [{ id: 'door', from: [1, 0], to: [2.8, 0] }],
  zones: [
    { id: 'window', outline: corners(4, 0.4, 6, 1.4) },
    { id: 'new', outline: corners(0.4, 2.2, 1.4, 4.2) },
    { id: 'wall', outline: corners(2.4, 3.6, 5, 4.6) },
    { id: 'till', kind: 'queue', outline: corners(6.6, 1.2, 7.6, 4.2) },
  ],
})

export const CAMPAIGNS = [
  Campaign.parse({ id: 'spring', prefix: 'SPR-', kind: 'coupon', tracks: 'code' }),
  Campaign.parse({ id: 'members', prefix: 'MEM-', kind: 'pass', tracks: 'person' }),
]
export const SCANNER = Scanner.parse({ id: 'till-scanner', feed: { driver: 'simulated' } })
export const WIFI = Wifi.parse({ id: 'sniffer', feed: { driver: 'simulated' } })

/** Sees the whole floor and 1.4 m of the street. */
export const CEILING = Depth.parse({
  id: 'ceiling',
  feed: { driver: 'simulated' },
  intrinsics: { width: 320, height: 240, fx: 100, fy: 100, cx: 160, cy: 120 },
  pose: { position: [4, 1.8], heightMetres: 4.5, headingDegrees: 90 },
})

/** Looks from the wall above the till over the whole floor to the door. */
export const EYE = {
  id: 'eye',
  maxFps: 10,
  optics: Posed.parse({
    intrinsics: { width: 1280, height: 720, fx: 640, fy: 640, cx: 640, cy: 360 },
    pose: { position: [7.9, 4.9], heightMetres: 2.8, tiltDegrees: 62, headingDegrees: 212 },
  }),
}

/** That shop as fast as asked, at the beginning of the epoch. */
export function store(simulation: Partial<Simulation>, floor: Floor = FLOOR): Scene {
  const config = { simulation: Simulation.parse(simulation), floor, campaigns: CAMPAIGNS, scanners: [SCANNER] }
  return scene(config, { nowMs: 0, paced: false })
}

function corners(left: number, low: number, right: number, high: number): [number, number][] {
  return [
    [left, low],
    [right, low],
    [right, high],
    [left, high],
  ]
}
