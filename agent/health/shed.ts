/**
 * What is left out where the machine cannot do all of it, in this order: half of the pictures, half of the rest, recognition (a code that is
 * shown still counts as a code), the heat map. Delivery and counting are never left out.
 */
export const SHED = ['half-rate', 'quarter-rate', 'faces', 'heat'] as const
export type Shed = (typeof SHED)[number]

/** With this begins why a sensor is degraded of whose pictures some are left out: nothing is wrong with it. */
export const LEFT_OUT = 'left out to keep to the budget: '

const WORDS = {
  'half-rate': 'every second picture',
  'quarter-rate': 'three of four pictures',
  faces: 'recognition',
  heat: 'the heat map',
} as const satisfies Record<Shed, string>

/** What is left out, in words. Where nobody is recognised, that is not left out. */
export function inWords(shed: readonly Shed[], recognises: boolean): string[] {
  // The half is in the three quarters.
  const isIn = (one: Shed) => (one !== 'half-rate' || !shed.includes('quarter-rate')) && (one !== 'faces' || recognises)
  return shed.filter(isIn).map(one => WORDS[one])
}
