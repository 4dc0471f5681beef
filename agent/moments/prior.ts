import { FEATURES, type Feature } from './features.ts'

/**
 * What is believed of a shop in which nothing was learned yet: log-odds that a contact is welcome, for one unit of each feature, and how far
 * that may be wrong (standard deviation). Somebody who has just stopped at a shelf is left alone; who stands there long, comes back, takes
 * things up and asks a label about them is more likely to be glad of a word; whoever has company asks that. Signs and sizes are what those who
 * work in shops say, and no more than that: each may turn round with some hundred outcomes. What is unknown, the time of day and products of
 * two say little more often than not, and are held nearer to nothing.
 */
export const EXPECTED: Record<Feature, readonly [mean: number, deviation: number]> = {
  always: [-0.8, 0.5],
  advises: [0.3, 0.35],
  'by-staff': [0.4, 0.5],
  'to-buy': [-0.8, 0.5],
  'to-notice': [-0.2, 0.35],
  dwell: [0.5, 0.35],
  'long-dwell': [0, 0.35],
  'dwell-in-all': [0.1, 0.3],
  'since-entry': [0.1, 0.15],
  'entry-unknown': [0, 0.15],
  returns: [0.5, 0.35],
  'returns-unknown': [0.1, 0.15],
  touches: [0, 0.3],
  considered: [0.2, 0.3],
  'dwell-elsewhere': [0, 0.2],
  'first-touch': [0, 0.15],
  'touches-unknown': [0, 0.15],
  stops: [0, 0.3],
  'stops-unknown': [0, 0.15],
  pace: [0, 0.3],
  'pace-unknown': [0, 0.15],
  reaches: [0.2, 0.3],
  'hands-unseen': [0.1, 0.15],
  'reaches-often': [0.2, 0.3],
  scans: [0.3, 0.35],
  'scans-unknown': [0, 0.15],
  queueing: [-1, 0.5],
  company: [-0.3, 0.3],
  'company-unknown': [-0.1, 0.15],
  member: [0.3, 0.35],
  'member-unknown': [0, 0.15],
  back: [0.1, 0.15],
  'back-unknown': [0, 0.15],
  noon: [-0.2, 0.15],
  evening: [0, 0.15],
  weekend: [0, 0.15],
  'dwell × returns': [0, 0.15],
  'dwell × touches': [0, 0.15],
  'dwell × stops': [0, 0.15],
  'dwell × pace': [0, 0.15],
  'dwell × company': [0, 0.15],
  'stops × pace': [0, 0.15],
}

/** In these a touchpoint may differ from the others, by so much (standard deviation). */
export const OWN: readonly (readonly [feature: Feature, deviation: number])[] = [
  ['always', 0.5],
  ['dwell', 0.3],
  ['returns', 0.25],
]

/** Where each of {@link OWN} stands in the vector of features. */
export const OWN_AT: Int32Array = Int32Array.from(OWN, ([feature]) => FEATURES.indexOf(feature))
