import type { Config } from './config.ts'

interface Contradiction {
  readonly path: PropertyKey[]
  readonly expected: string
}

/** What is said of the pictures of a camera here and there, and does not go together. */
export function* pictures(config: Partial<Config>): Iterable<Contradiction> {
  yield* sized(config)
  yield* starved(config)
}

/** Pixels are tied to metres in pictures of one size: in those of another everybody would stand elsewhere. */
function* sized({ cameras }: Partial<Config>): Iterable<Contradiction> {
  for (const [i, { feed, lens, calibration }] of (cameras ?? []).entries()) {
    if (feed.driver !== 'v4l2') continue
    const isPosed = !Array.isArray(calibration)
    const optics = isPosed ? calibration : lens
    // Of an odd size the last row or column is left out.
    for (const side of ['width', 'height'] as const)
      if (optics && (optics.intrinsics[side] & ~1) !== (feed[side] & ~1)) {
        const path = ['cameras', i, isPosed ? 'calibration' : 'lens', 'intrinsics', side]
        yield { path, expected: `${feed[side]}, the ${side} of the pictures under feed` }
      }
    if (isPosed) continue
    for (const [j, { image }] of calibration.entries())
      if (image[0] < 0 || image[1] < 0 || image[0] > feed.width || image[1] > feed.height)
        yield {
          path: ['cameras', i, 'calibration', j, 'image'],
          expected: `a spot in the pictures under feed, ${feed.width} × ${feed.height} pixels`,
        }
  }
}

/** One of which fewer pictures are handed on than would show that it is there would be lost after each of them. */
function* starved({ cameras, depth, identity }: Partial<Config>): Iterable<Contradiction> {
  for (const [i, { feed, maxFps, stallSeconds }] of (cameras ?? []).entries())
    if (feed.driver === 'rtsp' || feed.driver === 'v4l2')
      yield* outlasting(maxFps, stallSeconds, ['cameras', i, 'stallSeconds'])
  for (const [i, { feed, maxFps }] of (depth ?? []).entries())
    if (feed.driver === 'v4l2') yield* outlasting(maxFps, feed.stallSeconds, ['depth', i, 'feed', 'stallSeconds'])
  for (const [i, { feed, maxFps }] of (identity?.faceDepth ?? []).entries())
    if (feed.driver === 'v4l2')
      yield* outlasting(maxFps, feed.stallSeconds, ['identity', 'faceDepth', i, 'feed', 'stallSeconds'])
}

function* outlasting(maxFps: number, stallSeconds: number, path: PropertyKey[]): Iterable<Contradiction> {
  if (stallSeconds * maxFps <= 1)
    yield { path, expected: `more than ${+(1 / maxFps).toFixed(2)}, the seconds between two pictures at maxFps` }
}
