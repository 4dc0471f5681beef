/**
 * A shop of 12 m by 5 m, its door in the west and what it sells in the east, under two overhead cameras that see half of it
 * each: whoever comes in walks from the one to the other.
 */
export function shop(since: string) {
  const intrinsics = { width: 160, height: 120, fx: 55, fy: 55, cx: 80, cy: 60 }
  const eye = (id: string, x: number, y: number) => ({
    id,
    feed: { driver: 'simulated' },
    maxFps: 10,
    intrinsics,
    pose: { position: [x, y], heightMetres: 4.2, headingDegrees: 90 },
  })
  const box = (x0: number, y0: number, x1: number, y1: number) => [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ]
  return {
    west: eye('west-eye', 3, 1.6),
    east: eye('east-eye', 9, 2.5),
    sections: {
      floor: {
        outline: box(0, 0, 12, 5),
        entrances: [{ id: 'door', from: [1, 0], to: [3, 0] }],
        zones: [
          { id: 'shelf', outline: box(9, 3.4, 11, 4.6), dwellSeconds: 2 },
          { id: 'promo', outline: box(8.6, 0.4, 10.6, 1.5), dwellSeconds: 2 },
        ],
      },
      simulation: { seed: 3, since, arrivalsPerMinute: 14, passersPerMinute: 0 },
    },
  }
}
