import type { Config } from '../../../config/config.ts'
import { why } from '../../../config/fault.ts'
import type { Metres } from '../../../config/units.ts'
import { examineSpots } from '../../floor/spots.ts'
import { misses, verdict } from '../../floor/verdict.ts'

/** How well a camera is calibrated. */
export interface Fitted {
  readonly id: string
  /** Absent where the camera is calibrated by its pose. */
  readonly spots?: number
  /** Absent where they always fit. */
  readonly worstMetres?: Metres
  /** The spot that does not fit the others, from 1. */
  readonly suspect?: number
  readonly fault?: string
  /** For people. */
  readonly said: string
}

export function fitted({ id, calibration, lens }: Config['cameras'][number]): Fitted {
  if (!Array.isArray(calibration)) return { id, said: 'calibrated by its pose' }
  const spots = calibration.length
  try {
    const examined = examineSpots(calibration, lens, id)
    const { worstMetres } = misses(examined)
    const said = verdict(examined).join(' ')
    const { suspect } = examined
    return {
      id,
      spots,
      said,
      ...(worstMetres !== undefined && { worstMetres }),
      ...(suspect !== undefined && { suspect: suspect + 1, fault: said }),
    }
  } catch (thrown) {
    return { id, spots, said: '', fault: why(thrown) }
  }
}
