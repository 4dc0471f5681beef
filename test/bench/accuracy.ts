import { writeFileSync } from 'node:fs'
import { hold } from './accuracy/baseline.ts'
import { depthRows } from './accuracy/depth.ts'
import { rows } from './accuracy/figures.ts'
import { recordingRows } from './accuracy/recordings.ts'
import { brief, type Case, day } from './accuracy/shop.ts'
import { pool } from './accuracy/tally.ts'
import { bench as trajectories } from './accuracy/trajectories.ts'
import { folder } from './recordings.ts'
import type { Row } from './row.ts'

const MINUTE = 60
/** Shoppers come alone or in groups; this many to each that comes. */
const PER_ARRIVAL = 0.7 + 2 * 0.22 + 3 * 0.08

const RATE = 200 / 60 / PER_ARRIVAL

/** About a quarter of an hour of one core altogether, most of it for the pictures of depth cameras. */
const CASES: readonly Case[] = [
  {
    title: '200 shoppers an hour, overhead depth',
    seeds: [1, 2, 3],
    seconds: 12 * MINUTE,
    arrivalsPerMinute: RATE,
    overhead: true,
  },
  {
    title: 'crowded, 30 in view, overhead depth',
    seeds: [1],
    seconds: 5 * MINUTE,
    arrivalsPerMinute: 16,
    crowd: 33,
    overhead: true,
  },
  {
    title: '200 shoppers an hour',
    seeds: [1, 2, 3],
    seconds: 60 * MINUTE,
    arrivalsPerMinute: RATE,
  },
  {
    title: 'crowded, 30 in view',
    seeds: [1, 2],
    seconds: 10 * MINUTE,
    arrivalsPerMinute: 16,
    crowd: 33,
  },
  {
    title: '200 shoppers an hour and six of the staff, overhead depth',
    seeds: [1],
    seconds: 8 * MINUTE,
    arrivalsPerMinute: RATE,
    overhead: true,
    staff: 6,
  },
  {
    title: '200 shoppers an hour and six of the staff',
    seeds: [1, 2, 3],
    seconds: 15 * MINUTE,
    arrivalsPerMinute: RATE,
    staff: 6,
  },
  {
    title: '200 shoppers an hour, one of two cameras dead for five minutes',
    seeds: [1, 2, 3],
    seconds: 15 * MINUTE,
    arrivalsPerMinute: RATE,
    outage: { sensor: 'south', fromMs: 5 * MINUTE * 1000, toMs: 10 * MINUTE * 1000 },
  },
]

/**
 * Everything that says how right the agent is, in one table: recordings where they are, and the simulated shop. Asked to update,
 * it only writes down what accuracy.test.ts holds later changes against.
 */
export async function bench({ verbose = false, update = false } = {}): Promise<Row[]> {
  const all: Row[] = []
  if (update) {
    const baseline = { colour: hold(await brief('colour')), overhead: hold(await brief('overhead')) }
    writeFileSync(new URL('accuracy/baseline.json', import.meta.url), `${JSON.stringify(baseline, null, 2)}\n`)
    return Object.entries(baseline).flatMap(([kind, all]) =>
      Object.entries(all).map(([name, { value, tolerance }]) => {
        return { name: `baseline, ${kind}: ${name}`, value, unit: '', note: `may be ${tolerance} more` }
      }),
    )
  }
  const at = folder()
  const data = process.env.AISLE_DATA
  if (at && data) all.push(...recordingRows(at), ...(await trajectories()), ...(await depthRows(data)))
  else all.push({ name: 'recordings: left out, AISLE_DATA names no folder', value: Number.NaN, unit: '' })
  for (const one of CASES) {
    const tallies = []
    for (const seed of one.seeds) {
      const { tally, mishaps } = await day(one, seed)
      tallies.push(tally)
      if (!verbose) continue
      for (const { atMs, what } of mishaps)
        process.stderr.write(`${one.title}, seed ${seed}, ${(atMs / 1000).toFixed(1)} s: ${what}\n`)
    }
    all.push(...rows(`${one.title} (seeds ${one.seeds.join(', ')})`, pool(tallies)))
  }
  return all
}
