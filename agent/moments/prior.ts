import { FEATURES, type Feature } from './features.ts'

/**
 * What is believed of a shop in which nothing was learned yet: log-odds that a contact is welcome, for one unit of each feature, and how far
 * that may be wrong (standard deviation). Somebody who has just stopped at a shelf is left alone; who stands there long, comes back, takes
 * things up and asks a label about them is more likely to be glad of a word; whoever has company asks that. Signs and sizes are what those who
 * work in shops say, and no more than that: each may turn round with a hundred outcomes.
 */
export const EXPECTED: Record<Feature, readonly [mean: number, deviation: number]> = {
  always: [-0.8, 0.7],
  advises: [0.3, 0.5],
  'by-staff': [0.4, 0.7],
  'to-buy': [-0.8, 0.7],
  'to-notice': [-0.2, 0.5],
  dwell: [0.5, 0.5],
  'long-dwell': [0, 0.5],
  'dwell-in-all': [0.1, 0.4],
  'since-entry': [0.1, 0.3],
  'entry-unknown': [0, 0.4],
  returns: [0.5, 0.5],
  'returns-unknown': [0.1, 0.4],
  touches: [0, 0.4],
  considered: [0.2, 0.4],
  'dwell-elsewhere': [0, 0.3],
  'first-touch': [0, 0.4],
  'touches-unknown': [0, 0.4],
  stops: [0, 0.4],
  'stops-unknown': [0, 0.4],
  pace: [0, 0.4],
  'pace-unknown': [0, 0.4],
  reaches: [0.2, 0.4],
  'hands-unseen': [0.1, 0.4],
  'reaches-often': [0.2, 0.4],
  scans: [0.3, 0.5],
  'scans-unknown': [0, 0.4],
  queueing: [-1, 0.7],
  company: [-0.3, 0.4],
  'company-unknown': [-0.1, 0.4],
  member: [0.3, 0.5],
  'member-unknown': [0, 0.4],
  back: [0.1, 0.4],
  'back-unknown': [0, 0.4],
  noon: [-0.2, 0.4],
  evening: [0, 0.4],
  weekend: [0, 0.4],
  'dwell × returns': [0, 0.3],
  'dwell × touches': [0, 0.3],
  'dwell × stops': [0, 0.3],
  'dwell × pace': [0, 0.3],
  'dwell × company': [0, 0.3],
  'stops × pace': [0, 0.3],
}

/** In these a touchpoint may differ from the others, by so much (standard deviation). */
export const OWN: readonly (readonly [feature: Feature, deviation: number])[] = [
  ['always', 0.5],
  ['dwell', 0.3],
  ['returns', 0.25],
]

/** Where each of {@link OWN} stands in the vector of features. */
export const OWN_AT: Int32Array = Int32Array.from(OWN, ([feature]) => FEATURES.indexOf(feature))
