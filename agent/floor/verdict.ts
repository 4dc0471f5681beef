import type { Metres } from '../../config/units.ts'
import type { Spots } from './spots.ts'

/** So many spots settle a homography exactly, right or wrong. */
const EXACT = 4

/** What a technician should know of how the spots of a camera fit, in sentences. */
export function verdict({ residualsMetres, suspect, isPoor, condition }: Spots): string[] {
  const count = residualsMetres.length
  return [
    count === EXACT
      ? 'four spots always fit, right or wrong. Measure a fifth to know how far they are off, and a sixth to know which of them is wrong.'
      : `${count} spots fit to within ${centimetres(worst(residualsMetres))}, ${centimetres(mean(residualsMetres))} in the root mean square.`,
    ...(suspect === undefined
      ? []
      : [`Spot ${suspect + 1} does not fit the others: measure it again, or leave it out.`]),
    ...(isPoor && suspect === undefined
      ? [
          `That is more than tape and click explain: measure them again${count === EXACT + 1 ? ', and a sixth to know which of them is wrong' : ''}, or set the camera's lens if it bends straight lines.`,
        ]
      : []),
    ...(condition > SHAKY
      ? ['The spots lie nearly in a line: a pixel moves the floor by much. Add some beside it.']
      : []),
  ]
}

/** How far the spots are off, metres; nothing of four, which always fit. */
export function misses({ residualsMetres }: Spots): { readonly rmsMetres?: Metres; readonly worstMetres?: Metres } {
  if (residualsMetres.length === EXACT) return {}
  return { rmsMetres: rounded(mean(residualsMetres)), worstMetres: rounded(worst(residualsMetres)) }
}

/** From here on the spots settle one direction so little that it is worth a word; at 1000 they are refused. */
const SHAKY = 200

export function centimetres(metres: Metres): string {
  return `${(100 * metres).toFixed(1)} cm`
}

/** To a tenth of a millimetre. */
export function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

const worst = (misses: readonly Metres[]) => Math.max(...misses)

const mean = (misses: readonly Metres[]) =>
  Math.sqrt(misses.reduce((sum, miss) => sum + miss * miss, 0) / misses.length)
