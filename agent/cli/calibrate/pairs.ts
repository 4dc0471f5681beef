import { defineCommand } from 'citty'
import type { PointPair } from '../../../config/cameras.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import type { Optics } from '../../../config/optics.ts'
import { readSpots } from '../../../config/spots.ts'
import type { Metres } from '../../../config/units.ts'
import { examineSpots } from '../../floor/spots.ts'
import { centimetres, misses, rounded, verdict } from '../../floor/verdict.ts'
import { EXIT, print } from '../run.ts'
import { CAMERA, chosen } from './chosen.ts'

export const pairs = defineCommand({
  meta: {
    name: 'pairs',
    description:
      'Say how well the spots of a camera agree: how far each is from what all of them say, and from what the others say (five or more), and which does not fit the others (six or more).',
  },
  args: {
    config: {
      type: 'string',
      valueHint: 'FILE',
      description: 'The configuration whose camera is calibrated by spots.',
    },
    camera: CAMERA,
    pairs: {
      type: 'string',
      valueHint: 'FILE',
      description: 'The spots, a YAML list as under `calibration`, instead of those of the configuration.',
    },
    json: {
      type: 'boolean',
      description: 'One JSON object: {camera, condition, rmsMetres, worstMetres, isPoor, suspect, spots}.',
    },
  },
  run({ args }) {
    const { camera, spots, lens } = spotsOf(args)
    const examined = examineSpots(spots, lens, camera)
    const { condition, residualsMetres, leftOutMetres, suspect, isPoor } = examined
    const missed = misses(examined)
    const told = {
      camera,
      condition: rounded(condition),
      ...missed,
      ...(isPoor !== undefined && { isPoor }),
      ...(suspect !== undefined && { suspect: suspect + 1 }),
      spots: spots.map(({ image, floor }, i) => ({
        spot: i + 1,
        image,
        floor,
        ...(missed.worstMetres !== undefined && { residualMetres: rounded(residualsMetres[i]) }),
        ...(leftOutMetres?.[i] !== undefined && { leftOutMetres: rounded(leftOutMetres[i]) }),
      })),
    }
    print(args.json, told, () => [...table(told.spots), ...said(camera, verdict(examined))].join('\n'))
    if (suspect !== undefined) process.exitCode = EXIT.failed
  },
})

interface Asked {
  readonly config?: string | undefined
  readonly camera?: string | undefined
  readonly pairs?: string | undefined
}

/** @throws Fault ARGUMENT_INVALID, and what reading the files throws */
function spotsOf({ config, camera, pairs }: Asked): { camera: string; spots: readonly PointPair[]; lens?: Optics } {
  if (config === undefined) {
    if (pairs !== undefined) return { camera: camera ?? 'the camera', spots: readSpots(pairs) }
    throw new Fault('ARGUMENT_INVALID', { argument: '--config', value: 'missing', expected: 'this or --pairs' })
  }
  const { id, calibration, lens } = chosen(loadConfig(config).cameras, camera)
  if (pairs === undefined && !Array.isArray(calibration))
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--camera',
      value: `${id}, which is calibrated by its pose`,
      expected: 'one that is calibrated by spots, or --pairs',
    })
  const optics = Array.isArray(calibration) ? lens : calibration
  return {
    camera: id,
    spots: pairs === undefined ? (calibration as PointPair[]) : readSpots(pairs),
    ...(optics && { lens: optics }),
  }
}

interface Told {
  readonly spot: number
  readonly image: PointPair['image']
  readonly floor: PointPair['floor']
  readonly residualMetres?: Metres
  readonly leftOutMetres?: Metres
}

function table(spots: readonly Told[]): string[] {
  const pair = ([a, b]: readonly [number, number], digits: number) => `${a.toFixed(digits)}, ${b.toFixed(digits)}`
  const row = (cells: readonly string[]) => cells.map((cell, i) => cell.padStart([5, 14, 16, 10, 12][i])).join('')
  const asks = spots.some(spot => spot.leftOutMetres !== undefined)
  return [
    row(['spot', 'pixel', 'floor, metres', 'off by', ...(asks ? ['from others'] : [])]),
    ...spots.map(({ spot, image, floor, residualMetres, leftOutMetres }) =>
      row([
        String(spot),
        pair(image, 0),
        pair(floor, 2),
        residualMetres === undefined ? 'unknown' : centimetres(residualMetres),
        ...(asks ? [leftOutMetres === undefined ? 'nothing' : centimetres(leftOutMetres)] : []),
      ]),
    ),
  ]
}

const said = (camera: string, [first, ...more]: readonly string[]) => [`${camera}: ${first}`, ...more]
