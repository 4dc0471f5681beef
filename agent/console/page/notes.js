/**
 * What is to be known of the plan before one believes it; empty where nothing is.
 * @param {import('./plan.js').Plan} plan
 * @param {import('../state.ts').State['level']} level
 */
export function noteOf({ node, snapped, gridMetres }, level) {
  if (level === 'counts') return 'Under the privacy level counts nobody is shown: only how many there are.'
  return [
    node === 'sensor'
      ? 'This machine sees for another one, which owns the journeys: its console shows who is here.'
      : '',
    snapped
      ? `From another machine people are seen in the square of ${gridMetres} m where they stand, not at their spot.`
      : '',
  ]
    .filter(Boolean)
    .join(' ')
}
