import { join } from 'node:path'
import { example } from '../e2e/aisled.ts'

export const SOURCE = '/acme/vienna/door'
export const SUBSCRIBER = 'crm'

/** So long it has been open when the agent starts: it is full by then. */
const OPEN_MS = 20_000

/** A simulated shop in which there is always much to tell: full, and everything in it is passed soon. */
export function shop(folder: string, url: string, seed: number): string {
  const box = (x: number, y: number, w: number, h: number) => [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
  ]
  const [tenant, store, agent] = SOURCE.slice(1).split('/')
  return example({
    store: { tenant, store, agent },
    floor: {
      outline: box(0, 0, 8, 5),
      entrances: [{ id: 'door', from: [0.8, 0], to: [2.8, 0] }],
      lines: [
        { id: 'middle', from: [0, 2], to: [6.4, 2] },
        { id: 'left', from: [2, 0.5], to: [2, 5] },
        { id: 'right', from: [5, 0.5], to: [5, 5] },
      ],
      zones: ['promo', 'new', 'wall', 'pay'].map((id, i) => ({
        id,
        outline: box(4 * (i % 2), i < 2 ? 0.3 : 2.6, 3.9, 2.2),
        dwellSeconds: 1,
      })),
    },
    depth: [
      {
        id: 'ceiling',
        feed: { driver: 'simulated' },
        maxFps: 10,
        intrinsics: { width: 160, height: 120, fx: 50, fy: 50, cx: 80, cy: 60 },
        pose: { position: [4, 1.8], heightMetres: 4.5, headingDegrees: 90 },
      },
    ],
    touchpoints: [],
    simulation: { seed, since: new Date(Date.now() - OPEN_MS).toISOString(), crowd: 16, passersPerMinute: 30 },
    journey: { everySeconds: 5 },
    broker: { kind: 'remote', url },
    outbox: { path: join(folder, 'agent.db'), acknowledgedBy: [SUBSCRIBER] },
    requests: { clients: [{ name: SUBSCRIBER, roles: ['subscriber'] }] },
  })
}
