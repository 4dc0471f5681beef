import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import type { ColourFrame } from '../../drivers/frame.ts'
import type { Source } from '../../drivers/source.ts'
import type { Route } from '../console/route.ts'
import { openWatchers, snapshot } from './snapshot.ts'
import type { Taps } from './taps.ts'

/** A camera that is open delivers several pictures a second. */
const PATIENCE_MS = 8000

/** Answers with a picture of a camera in which nobody can be made out. One after the other: the detectors take memory. */
export function lookout({ cameras, models }: Pick<Config, 'cameras' | 'models'>, taps: Taps): Route {
  let last: Promise<unknown> = Promise.resolve()
  return ({ name, signal }) => {
    const taken = last.then(async () => {
      const camera = cameras.find(({ id }) => id === name)
      if (!camera || camera.feed.driver === 'simulated') throw unknown(name, cameras)
      const watchers = await openWatchers(models)
      try {
        const frame = await oneOf(taps.of(name), signal)
        return { bytes: (await snapshot(frame, watchers)).jpeg, type: 'image/jpeg' }
      } finally {
        await watchers.close()
      }
    })
    last = taken.catch(() => {})
    return taken
  }
}

/** One picture, our own. @throws Fault SOURCE_LOST where none comes, and what the source throws */
export async function oneOf(
  source: Source<ColourFrame | { readonly atMs: number }>,
  signal?: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<ColourFrame> {
  const late = AbortSignal.timeout(patienceMs)
  const stop = signal ? AbortSignal.any([signal, late]) : late
  for await (const frame of source.open(stop)) if ('pixels' in frame) return { ...frame, pixels: frame.pixels.slice() }
  throw new Fault('SOURCE_LOST', { sensor: source.id, why: `no picture for ${patienceMs / 1000} s` })
}

function unknown(name: string, cameras: Config['cameras']): Fault {
  const known = cameras.filter(({ feed }) => feed.driver !== 'simulated').map(({ id }) => id)
  const expected =
    known.length === 0 ? 'a configuration with a colour camera that delivers pictures' : `one of ${known.join(', ')}`
  return new Fault('ARGUMENT_INVALID', { argument: 'The camera', value: name, expected })
}
