import type { Camera } from '../../../config/cameras.ts'
import type { Config } from '../../../config/config.ts'
import type { Depth } from '../../../config/depth.ts'
import type { Source } from '../../../drivers/source.ts'
import { type Sources, sourcesOf } from '../../lanes/sources.ts'

/** How long a camera may take to show something. */
const PATIENCE_MS = 20_000
/** Depth pictures that are kept, and how many go by between two: so that who walks by is in few of them. */
const KEPT = 25
const EVERY = 4

/** Width and height of what a camera delivers. Of its picture nothing else is looked at. @throws Fault as the source does */
export async function sizeOf(config: Config, camera: Camera): Promise<readonly [number, number] | undefined> {
  for await (const { width, height } of briefly(sources(config).colour(camera))) return [width, height]
  return undefined
}

/**
 * What a depth camera sees that stays: of each pixel the median over some pictures, millimetres, 0 where it saw nothing.
 * @throws Fault as the source does
 */
export async function stillness(config: Config, depth: Depth): Promise<Uint16Array | undefined> {
  const kept: Uint16Array[] = []
  let passed = 0
  for await (const { millimetres } of briefly(sources(config).depth(depth))) {
    if (passed++ % EVERY === 0) kept.push(millimetres.slice())
    if (kept.length === KEPT) break
  }
  if (kept.length === 0) return undefined
  const column = new Uint16Array(kept.length)
  return kept[0].map((_, i) => {
    let count = 0
    for (const picture of kept) if (picture[i] > 0) column[count++] = picture[i]
    return count > 0 ? column.subarray(0, count).sort()[count >> 1] : 0
  })
}

function sources(config: Config): Sources {
  const nothing = () => {}
  // As fast as it goes, where it is a recording.
  return sourcesOf({ config, pace: 'replay', tell: nothing, warn: nothing, lost: nothing }, Date.now())
}

async function* briefly<T>(source: Source<T>): AsyncIterable<T> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS)
  try {
    yield* source.open(patience.signal)
  } finally {
    clearTimeout(timer)
    patience.abort()
  }
}
