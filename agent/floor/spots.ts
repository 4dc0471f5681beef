import type { Camera, PointPair } from '../../config/cameras.ts'
import { Fault } from '../../config/fault.ts'
import type { Point } from '../../config/shapes.ts'
import type { Metres, Pixels } from '../../config/units.ts'
import { fitPairs, type Picture, planeOf, spotAt } from './plane.ts'

/** What a tape on the floor and a click in the picture are usually off by: how far a spot may stray is weighed against these. */
const TAPE: Metres = 0.02
const CLICK: Pixels = 2
/** Within twice of what is usual nothing is wrong, however well the others agree. */
const USUAL = 2
/** Numbers that settle a homography. */
const FREEDOMS = 8
/** A spot is called wrong only where as good a reason would come up by chance in one calibration of twenty. */
const CHANCE = 0.05

export interface Spots {
  readonly condition: number
  /** How far each spot is from where the homography of all puts it. */
  readonly residualsMetres: readonly Metres[]
  /** How far each is from where the homography of the others puts it; undefined where the others settle none. Five or more. */
  readonly leftOutMetres?: readonly (Metres | undefined)[]
  /** Whether they are off by more than tape and click explain: measured badly, or bent by a lens that is not configured. Five or more. */
  readonly isPoor?: boolean
  /** The spot that does not fit the others, from 0. Six or more: of five, four always fit. */
  readonly suspect?: number
}

/** How well the spots of a camera agree. Throws CALIBRATION_UNFIT. */
export function examineSpots(pairs: readonly PointPair[], lens: Camera['lens'], camera: string): Spots {
  const { residualsMetres, condition } = fitPairs(pairs, lens, camera)
  const all = { condition, residualsMetres }
  if (pairs.length < 5) return all
  const without = pairs.map((_, i) => fitWithout(pairs, i, lens, camera))
  const leftOutMetres = without.map(one => one?.missedMetres)
  const plane = planeOf({ id: camera, calibration: [...pairs], ...(lens && { lens }) })
  const isPoor = isPoorFit(residualsMetres, plane, pairs, 2 * pairs.length - FREEDOMS)
  if (pairs.length < 6) return { ...all, leftOutMetres, isPoor }
  const scales = pairs.map(({ image }) => expectedMiss(plane, image))
  const suspect = mostDoubtful(residualsMetres, without, scales)
  return { ...all, leftOutMetres, isPoor, ...(suspect !== undefined && { suspect }) }
}

/** Whether spots are off by more than tape and click explain, in a picture fitted to them so that as many numbers are left as `freedoms`. */
export function isPoorFit(
  misses: readonly Metres[],
  plane: Picture,
  pairs: readonly PointPair[],
  freedoms: number,
): boolean {
  const scales = pairs.map(({ image }) => expectedMiss(plane, image))
  return weighed(misses, scales) > USUAL ** 2 * Math.max(1, freedoms)
}

interface Without {
  /** How far the spot that was left out is from where the others put it. */
  readonly missedMetres: Metres
  /** Of the others, in their order. */
  readonly residualsMetres: readonly Metres[]
}

function fitWithout(pairs: readonly PointPair[], i: number, lens: Camera['lens'], camera: string): Without | undefined {
  const others = pairs.toSpliced(i, 1)
  try {
    const { residualsMetres } = fitPairs(others, lens, camera)
    const plane = planeOf({ id: camera, calibration: others, ...(lens && { lens }) })
    const at = new Float64Array(2)
    if (!spotAt(plane, ...pairs[i].image, at)) return undefined
    return { missedMetres: Math.hypot(at[0] - pairs[i].floor[0], at[1] - pairs[i].floor[1]), residualsMetres }
  } catch (thrown) {
    if (thrown instanceof Fault) return undefined
    throw thrown
  }
}

/** How far a well-measured spot may be off, by tape and click together: a pixel is centimetres here and a metre at the horizon. */
function expectedMiss(plane: Picture, [column, row]: Point): Metres {
  const here = new Float64Array(2)
  const there = new Float64Array(2)
  if (!spotAt(plane, column, row, here)) return TAPE
  const perPixel = (across: Pixels, down: Pixels) =>
    spotAt(plane, column + across, row + down, there) ? Math.hypot(there[0] - here[0], there[1] - here[1]) : 0
  return Math.hypot(TAPE, CLICK * Math.max(perPixel(1, 0), perPixel(0, 1)))
}

/**
 * The spot without which the others fit so much better that chance hardly does it: what leaving it out gains, over what is then
 * left for each freedom, is F-distributed with 2 and 2 n − 10 degrees of freedom if it is as good as the others (each spot gives
 * two numbers, a homography takes eight), and with two in the numerator the tail of F has a closed form. Asked of n spots.
 */
function mostDoubtful(
  all: readonly Metres[],
  without: readonly (Without | undefined)[],
  scales: readonly Metres[],
): number | undefined {
  const count = all.length
  const left = 2 * count - 10
  const total = weighed(all, scales)
  let least = CHANCE / count
  let suspect: number | undefined
  for (let i = 0; i < count; i++) {
    const others = without[i]
    if (!others || others.missedMetres < USUAL * scales[i]) continue
    const rest = weighed(others.residualsMetres, scales.toSpliced(i, 1))
    const gain = (total - rest) / 2 / Math.max(rest / left, 1e-12)
    const chance = (1 + (2 * Math.max(0, gain)) / left) ** (-left / 2)
    if (chance < least) {
      least = chance
      suspect = i
    }
  }
  return suspect
}

function weighed(misses: readonly Metres[], scales: readonly Metres[]): number {
  return misses.reduce((sum, miss, i) => sum + (miss / scales[i]) ** 2, 0)
}
