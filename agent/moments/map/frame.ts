import type { Figure, Row, TouchpointMap } from './shape.ts'

/** Around what lies at the edge there is so much of the whole. */
const MARGIN = 0.08

/** Between what the value and the effort of the touchpoints are drawn; undefined where none has both. */
export function frameOf(
  rows: readonly Row[],
  split: TouchpointMap['split'],
): NonNullable<TouchpointMap['frame']> | undefined {
  const placed = rows.filter(row => row.by === 'touchpoint' && row.value && row.effortSeconds)
  if (placed.length === 0 || !split) return undefined
  return {
    value: between(
      placed.map(row => row.value!),
      split.value,
    ),
    effortSeconds: between(
      placed.map(row => row.effortSeconds!),
      split.effortSeconds,
    ),
  }
}

/**
 * Room for the figures, and for their intervals as far as these are no longer than the figures lie apart: one of which hardly anything is known
 * must not press the others together.
 */
function between(figures: readonly Figure[], split: number): [number, number] {
  const values = [...figures.map(({ value }) => value), split]
  const [from, to] = [Math.min(...values), Math.max(...values)]
  const apart = to - from || 1
  const low = Math.max(Math.min(from, ...figures.map(one => one.low)), from - apart)
  const high = Math.min(Math.max(to, ...figures.map(one => one.high)), to + apart)
  const margin = MARGIN * (high - low || 1)
  return [tenth(low - margin), tenth(high + margin)]
}

const tenth = (value: number): number => Math.round(10 * value) / 10 + 0
