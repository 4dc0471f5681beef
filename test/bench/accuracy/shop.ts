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
}

/** The floor of the measurements, its sensors and its habits, without a seed. */
export function shop(overhead = false): Config {
  const read = (name: string) => parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
  return Config.parse({ ...read('shop.yaml'), ...(overhead && read('overhead.yaml')) })
}

/** One day of a case. */
export async function day(
  of: Case,
  seed: number,
  config = shop(of.overhead),
): Promise<{ tally: Tally; mishaps: Mishap[] }> {
  const { seconds, arrivalsPerMinute, crowd, outage } = of
  const habits = { ...config.simulation!, seed, seconds, arrivalsPerMinute, ...(crowd !== undefined && { crowd }) }
  return tally(await run({ ...config, simulation: habits }, outage))
}

/** Short days that every test run can afford: enough visits for a fall in accuracy to show. */
const BRIEF: Case = {
  title: 'brief',
  seeds: [11, 12, 13, 14, 15, 16],
  seconds: 240,
  arrivalsPerMinute: 3,
}

export async function brief(): Promise<Tally[]> {
  const tallies: Tally[] = []
  for (const seed of BRIEF.seeds) tallies.push((await day(BRIEF, seed)).tally)
  return tallies
}
