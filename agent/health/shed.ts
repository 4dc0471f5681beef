/**
 * What is left out where the machine cannot do all of it, in this order: half of the pictures, half of the rest, recognition (a code that is
 * shown still counts as a code), the heat map. Delivery and counting are never left out.
 */
export const SHED = ['half-rate', 'quarter-rate', 'faces', 'heat'] as const
export type Shed = (typeof SHED)[number]
