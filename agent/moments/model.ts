import { Belief, type Prior } from './belief.ts'
import { FEATURES } from './features.ts'
import { EXPECTED, OWN, OWN_AT } from './prior.ts'
import { Sparse } from './sparse.ts'

const SHARED = FEATURES.length

/**
 * The weights of a whole shop: those that all touchpoints share, and behind them for each touchpoint by how much it differs. The prior of the
 * latter is narrow, so that a touchpoint of which little is known goes with the others and one of which much is known goes its own way:
 * partial pooling (Gelman and Hill 2006, Data Analysis Using Regression, chapter 12), with nothing to it but a longer vector.
 */
export class Model {
  readonly belief: Belief
  readonly #placeOf: ReadonlyMap<string, number>
  readonly #x = new Sparse(SHARED + OWN.length)

  /** `touchpoints`: their ids; one that is not among them has no weights of its own. */
  constructor(readonly touchpoints: readonly string[]) {
    this.belief = new Belief(prior(touchpoints.length))
    this.#placeOf = new Map(touchpoints.map((id, at) => [id, SHARED + at * OWN.length]))
  }

  /** Lays features of a situation at a touchpoint out as the weights lie. What is answered is overwritten by the next call. */
  lay(features: Float64Array, touchpoint: string): Sparse {
    const x = this.#x
    x.clear()
    for (let i = 0; i < SHARED; i++) x.put(i, features[i])
    const own = this.#placeOf.get(touchpoint)
    if (own !== undefined) for (let i = 0; i < OWN.length; i++) x.put(own + i, features[OWN_AT[i]])
    return x
  }

  /**
   * Whether any outcome was of this touchpoint. Its own weights begin at 0, go along with no others until one is, and do not come to be
   * exactly 0 again.
   */
  hasLearnedOf(touchpoint: string): boolean {
    const own = this.#placeOf.get(touchpoint)
    return own !== undefined && this.belief.mean[own] !== 0
  }

  /** The weight of a feature at a touchpoint. */
  weight(feature: number, touchpoint: string): number {
    const own = this.#placeOf.get(touchpoint)
    const at = own === undefined ? -1 : OWN_AT.indexOf(feature)
    return this.belief.mean[feature] + (at < 0 ? 0 : this.belief.mean[own! + at])
  }
}

function prior(touchpoints: number): Prior {
  const size = SHARED + touchpoints * OWN.length
  const mean = new Float64Array(size)
  const variance = new Float64Array(size)
  FEATURES.forEach((feature, i) => {
    const [expected, deviation] = EXPECTED[feature]
    mean[i] = expected
    variance[i] = deviation ** 2
  })
  for (let i = SHARED; i < size; i++) variance[i] = OWN[(i - SHARED) % OWN.length][1] ** 2
  return { mean, variance }
}
