import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { Config } from '../../../config/config.ts'
import { type Outage, run } from './run.ts'
import { type Mishap, type Tally, tally } from './tally.ts'

/** A simulated shop to be measured in. */
export interface Case {
  readonly title: string
  readonly seeds: readonly number[]
  readonly seconds: number
  readonly arrivalsPerMinute: number
  /** Instead of arrivals: about so many are in the shop at any time. */
  readonly crowd?: number
  readonly outage?: Outage
  /** Instead of the colour cameras: depth cameras on the ceiling. */
  readonly overhead?: true
  /** So many work there, and have a room in the corner in which they begin. */
  readonly staff?: number
}

/** By what the shop is seen. */
export type Kind = 'colour' | 'overhead'

const STAFFROOM = {
  id: 'staffroom',
  kind: 'staff',
  outline: [
    [0, 8.4],
    [1.6, 8.4],
    [1.6, 12],
    [0, 12],
  ],
}

/** The floor of the measurements, its sensors and its habits, without a seed. */
export function shop(overhead = false, staff = 0): Config {
  const read = (name: string) => parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
  const { floor, simulation, ...rest } = read('shop.yaml')
  if (staff > 0) {
    floor.zones.push(STAFFROOM)
    simulation.staff = staff
  }
  return Config.parse({ floor, simulation, ...rest, ...(overhead && read('overhead.yaml')) })
}

/** One day of a case. */
export async function day(
  of: Case,
  seed: number,
  config = shop(of.overhead, of.staff),
): Promise<{ tally: Tally; mishaps: Mishap[] }> {
  const { seconds, arrivalsPerMinute, crowd, outage } = of
  const habits = { ...config.simulation!, seed, seconds, arrivalsPerMinute, ...(crowd !== undefined && { crowd }) }
  return tally(await run({ ...config, simulation: habits }, outage))
}

/** Short days that every test run can afford: enough visits for a fall in accuracy to show. Depth pictures take their time. */
const BRIEF: Readonly<Record<Kind, Case>> = {
  colour: { title: 'brief', seeds: [11, 12, 13, 14, 15, 16], seconds: 240, arrivalsPerMinute: 3 },
  overhead: { title: 'brief', seeds: [11, 12, 13], seconds: 45, arrivalsPerMinute: 16, crowd: 20, overhead: true },
}

export async function brief(kind: Kind): Promise<Tally[]> {
  const of = BRIEF[kind]
  const tallies: Tally[] = []
  for (const seed of of.seeds) tallies.push((await day(of, seed)).tally)
  return tallies
}
