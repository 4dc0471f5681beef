import { FEATURES, features } from '../../../agent/moments/features.ts'
import { Learner } from '../../../agent/moments/learner.ts'
import { Moments } from '../../../agent/moments/moments.ts'
import type { Situation } from '../../../agent/moments/situation.ts'
import { Moments as Config } from '../../../config/moments.ts'
import { Random } from '../../../drivers/simulated/random.ts'
import { TOUCHPOINTS } from './places.ts'
import { looksOf } from './play.ts'
import { see } from './see.ts'
import { day } from './shop.ts'

const ROUNDS = 2000

/** Milliseconds that a look at so many visitors takes, all of them at touchpoints and moved on since the last one; and one outcome. */
export function pace(visits: number): { readonly milliseconds: number; readonly learning: number } {
  const random = new Random(1, 'pace')
  const learner = new Learner(TOUCHPOINTS.map(({ id }) => id))
  const moments = new Moments({ config: Config.parse({}), learner, unit: () => random.unit() })
  const looks = day(1, 0, 'usual').flatMap(looksOf)
  const situations: Situation[] = Array.from({ length: visits }, (_, i) => ({
    ...see({ ...looks[Math.floor((i / visits) * looks.length)]!, contacts: [] }),
    visit: `visit-${i}`,
  }))
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const now = situations.map(one => ({
      ...one,
      atMs: one.atMs + 5000 * round,
      dwellSeconds: one.dwellSeconds + (round % 20),
    }))
    return timed(() => {
      for (const situation of now) moments.look(situation)
    })
  })
  const x = features(situations[0]!, new Float64Array(FEATURES.length))
  const contact = { visit: 'v', touchpoint: 'till', atMs: 0, features: x, probability: 0.5, isLearned: true }
  const outcomes = Array.from({ length: ROUNDS }, (_, i) =>
    timed(() => learner.learn({ ...contact, outcome: i % 2 ? 'helped' : 'declined' }, i)),
  )
  return { milliseconds: median(rounds), learning: median(outcomes) }
}

function timed(work: () => void): number {
  const begin = performance.now()
  work()
  return performance.now() - begin
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!
}
