import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { munkres } from 'munkres'
import { type MotBox, readMot } from '../../agent/tracking/mot.ts'
import { type Clear, clear } from './mot/clear.ts'
import { sideBySide } from './mot/frames.ts'
import { type Hota, hota } from './mot/hota.ts'
import { type Identity, identity } from './mot/identity.ts'

export interface Score extends Clear, Identity, Hota {
  readonly truths: number
  readonly results: number
}

/** Holds a result against the truth. Shares are 0 … 1, except MOTA, which can fall below 0. */
export function score(truth: readonly MotBox[], result: readonly MotBox[]): Score {
  const sequence = sideBySide(truth, result, solve)
  const { truths, results } = sequence
  return { ...clear(sequence, solve), ...identity(sequence, solve), ...hota(sequence, solve), truths, results }
}

/** The pairs that gain most. What gains nothing is no pair. */
export function solve(gain: readonly (readonly number[])[]): [number, number][] {
  if (gain.length === 0 || gain[0]!.length === 0) return []
  const cost = gain.map(row => row.map(value => -value))
  return munkres(cost).filter(([a, b]) => gain[a]![b]! > 0)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [truth, result] = process.argv.slice(2)
  if (!truth || !result) throw new Error('usage: npx tsx test/bench/mot.ts TRUTH RESULT')
  const read = (file: string) => readMot(readFileSync(file, 'utf8'), file)
  process.stdout.write(`${JSON.stringify(score(read(truth), read(result)), null, 2)}\n`)
}
