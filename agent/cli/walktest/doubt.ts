import type { Score } from './score.ts'

/** Of ten walks one may be told that nobody walked. */
const MOST_GHOSTS = 0.1

/** What may have come between the walks and what was told of them. */
export interface Doubted extends Pick<Score, 'walks' | 'ghosts'> {
  /** Walks during which more than one person was seen near the line. */
  readonly crowded: number
  /** Messages of the agent that were lost on the way to us. */
  readonly lost: number
  /** Whether it was another start of the agent at the end than at the beginning. */
  readonly isAnother: boolean
}

/** Why walks say too little of a line to hold days against them; none where they may be kept. */
export function doubts({ walks, ghosts, crowded, lost, isAnother }: Doubted): string[] {
  const told: string[] = []
  if (isAnother) told.push('the agent was started anew meanwhile')
  if (lost > 0) told.push(`${lost} message(s) of the agent were lost on the way`)
  if (crowded > 0) told.push(`more than one person was near during ${crowded} of ${walks} walks`)
  if (ghosts > MOST_GHOSTS * walks) told.push(`${ghosts} crossings were told while nobody walked`)
  return told
}
