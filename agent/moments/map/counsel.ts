import type { Scored } from './score.ts'
import type { Figure } from './shape.ts'
import { portion } from './veil.ts'

/** What a shop is told to do about a touchpoint, and the sentence that says why. What is said of a visit is an advice; this is none. */
export interface Counsel {
  readonly touchpoint: string
  readonly do: 'raise' | 'ease' | 'cut' | 'wait'
  readonly sentence: string
}

/** A touchpoint that this many of a hundred visits meet needs no more of them. */
const KNOWN = 0.8

/**
 * What a shop may do about its touchpoints, those of most weight first, each as a sentence with the numbers behind it. Where the numbers
 * cannot tell yet, it says that, and what they lack; where there is nothing to do, or fewer than `k` would be spoken of, nothing.
 */
export function counsel(scores: readonly Scored[], k = 1): readonly Counsel[] {
  return scores
    .flatMap(one => {
      const said = counselOn(one, k)
      return said ? [{ said, weight: weight(one, said) }] : []
    })
    .sort((a, b) => b.weight - a.weight)
    .map(({ said }) => said)
}

function counselOn(scored: Scored, k: number): Counsel | undefined {
  const { touchpoint, value, effort, place, reach } = scored
  if (!value || !effort || !place) return undefined
  const about = { touchpoint: touchpoint.id }
  const numbers = `it brings ${purchases(value)}, and costs who takes notice of it ${seconds(effort)}`
  if (!place.isSure)
    return { ...about, do: 'wait', sentence: `Wait and see about ${touchpoint.id}: as far as is known, ${numbers}.` }
  switch (place.quadrant) {
    case 'carry': {
      const met = portion(reach, k)
      if (!met || met.share >= KNOWN || met.high === 1) return undefined
      return {
        ...{ ...about, do: 'raise' },
        sentence: `Lead more people to ${touchpoint.id}: ${numbers}, yet ${percent(1 - met.share)} of the visits never meet it.`,
      }
    }
    case 'ease':
      return { ...about, do: 'ease', sentence: `Make ${touchpoint.id} easier: ${numbers}.` }
    case 'cut':
      return { ...about, do: 'cut', sentence: `Think of doing without ${touchpoint.id}: ${numbers}.` }
    case 'leave':
      return undefined
    default:
      return place.quadrant satisfies never
  }
}

/** What is sure comes before what is not; then what moves most. */
function weight({ value, effort, reach }: Scored, { do: what }: Counsel): number {
  if (what === 'wait') return -1 / (1 + Math.abs(value!.value))
  return what === 'cut' ? reach.share * effort!.value : Math.max(0, value!.value)
}

const tenth = (value: number): string => (Math.round(value * 10) / 10).toString()
const percent = (share: number): string => `${Math.round(100 * share)} %`
const purchases = ({ value, low, high }: Figure): string =>
  `${tenth(value)} purchases in a hundred visits (${tenth(low)} to ${tenth(high)})`
const seconds = ({ value, low, high }: Figure): string => `${tenth(value)} s (${tenth(low)} to ${tenth(high)})`
