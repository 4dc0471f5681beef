import { example } from '../e2e/aisled.ts'

export const SOURCE = '/acme/vienna/door'
export const SUBSCRIBER = 'crm'
export const SENSORS = ['ceiling', 'eye', 'sniffer', 'till-scanner']

export interface Where {
  /** On a disk that can be filled. */
  readonly database: string
  readonly broker: string
  readonly camera: string
  readonly seed: number
  /** How much faster time goes there. */
  readonly pace: number
}

/**
 * A simulated shop beside a real camera that shows a test picture, so that a child decodes and a worker looks for people in it. The camera, in real
 * time, is slow by as much as the shop is fast: what the shop expects of it is set accordingly.
 */
export function shop({ database, broker, camera, seed, pace }: Where): string {
  const [tenant, store, agent] = SOURCE.slice(1).split('/')
  return example({
    store: { tenant, store, agent },
    depth: [
      {
        id: 'ceiling',
        feed: { driver: 'simulated' },
        maxFps: 3,
        intrinsics: { width: 160, height: 120, fx: 50, fy: 50, cx: 80, cy: 60 },
        pose: { position: [4, 1.8], heightMetres: 4.5, headingDegrees: 90 },
      },
    ],
    cameras: [
      {
        id: 'eye',
        feed: { driver: 'rtsp', url: camera },
        maxFps: 4 / pace,
        stallSeconds: 2 * pace,
        calibration: [
          { image: [0, 0], floor: [0, 0] },
          { image: [160, 0], floor: [1, 0] },
          { image: [160, 120], floor: [1, 1] },
          { image: [0, 120], floor: [0, 1] },
        ],
      },
    ],
    simulation: { seed, arrivalsPerMinute: 3, passersPerMinute: 2 },
    journey: { everySeconds: 60 },
    broker: { kind: 'remote', url: broker },
    outbox: { path: database, acknowledgedBy: [SUBSCRIBER] },
    requests: { clients: [{ name: SUBSCRIBER, roles: ['subscriber'] }] },
    // To wait is to wait for as much longer in there.
    health: { loopDelayMs: 500 * pace, droppedShare: 1, lateSeconds: 2 * pace, silentSeconds: 30 * pace },
    console: undefined,
  })
}
