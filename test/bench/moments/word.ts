import type { Ms } from '../../../config/units.ts'
import type { Random } from '../../../drivers/simulated/random.ts'
import type { Place } from './places.ts'

/** What staff, tablet or till say of a contact, when it arrives. */
export interface Word {
  readonly arrivesMs: Ms
  readonly visit: string
  /** Undefined where they did not say. */
  readonly touchpoint: Place | undefined
  readonly outcome: 'helped' | 'bought' | 'declined' | 'ignored'
}

const MISSING = 0.3
/** Of words: the wrong button, said twice, of a visit that nobody knows, without a place. */
const WRONG = 0.05
const DOUBLE = 0.03
const UNKNOWN = 0.01
const PLACELESS = 0.02
/** From when they leave to when the till has told of it. */
const TILL_MS: Ms = 60_000

/** Words are missing, wrong, late and double, whatever the contact was like. */
export function words(
  random: Random,
  visit: string,
  touchpoint: Place,
  became: 'helped' | 'declined' | 'ignored',
  atMs: Ms,
): Word[] {
  if (random.chance(MISSING)) return []
  const wrong = became === 'helped' ? 'declined' : 'helped'
  const delayMs = 1000 * 90 * Math.exp(0.8 * random.normal())
  const word: Word = {
    arrivesMs: atMs + delayMs,
    visit: random.chance(UNKNOWN) ? 'nobody-knows' : visit,
    touchpoint: random.chance(PLACELESS) ? undefined : touchpoint,
    outcome: random.chance(WRONG) ? wrong : became,
  }
  return random.chance(DOUBLE) ? [word, { ...word, arrivesMs: word.arrivesMs + 20_000 }] : [word]
}

/** The till knows nothing of contacts: it tells of whoever bought, whether anybody went to them or not. */
export function sale(visit: string, endedMs: Ms): Word {
  return { arrivesMs: endedMs + TILL_MS, visit, touchpoint: undefined, outcome: 'bought' }
}
