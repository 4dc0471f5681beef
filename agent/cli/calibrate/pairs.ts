import { defineCommand } from 'citty'
import type { PointPair } from '../../../config/cameras.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import type { Optics } from '../../../config/optics.ts'
import { readSpots } from '../../../config/spots.ts'
import type { Metres } from '../../../config/units.ts'
import { examineSpots } from '../../floor/spots.ts'
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
      description: 'One JSON object: {camera, condition, rmsMetres, worstMetres, suspect, spots}.',
    },
  },
  run({ args }) {
    const { camera, spots, lens } = spotsOf(args)
    const { condition, residualsMetres, leftOutMetres, suspect } = examineSpots(spots, lens, camera)
    const told = {
      camera,
      condition: rounded(condition),
      rmsMetres: rounded(Math.sqrt(residualsMetres.reduce((sum, miss) => sum + miss * miss, 0) / spots.length)),
      worstMetres: rounded(Math.max(...residualsMetres)),
      ...(suspect !== undefined && { suspect: suspect + 1 }),
      spots: spots.map(({ image, floor }, i) => ({
        spot: i + 1,
        image,
        floor,
        residualMetres: rounded(residualsMetres[i]),
        ...(leftOutMetres?.[i] !== undefined && { leftOutMetres: rounded(leftOutMetres[i]) }),
      })),
    }
    print(args.json, told, () => [...table(told.spots), ...verdict(told)].join('\n'))
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
  readonly residualMetres: Metres
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
        centimetres(residualMetres),
        ...(asks ? [leftOutMetres === undefined ? 'nothing' : centimetres(leftOutMetres)] : []),
      ]),
    ),
  ]
}

function verdict({
  camera,
  condition,
  rmsMetres,
  worstMetres,
  suspect,
  spots,
}: {
  readonly camera: string
  readonly condition: number
  readonly rmsMetres: Metres
  readonly worstMetres: Metres
  readonly suspect?: number
  readonly spots: readonly Told[]
}): string[] {
  const fit =
    spots.length === 4
      ? `${camera}: four spots always fit. Measure a fifth and a sixth, or a mistake in one will not show.`
      : `${camera}: ${spots.length} spots fit to within ${centimetres(worstMetres)}, ${centimetres(rmsMetres)} in the root mean square.`
  return [
    fit,
    ...(suspect === undefined ? [] : [`Spot ${suspect} does not fit the others: measure it again, or leave it out.`]),
    ...(condition > SHAKY
      ? ['The spots lie nearly in a line: a pixel moves the floor by much. Add some beside it.']
      : []),
  ]
}

/** From here on the spots settle one direction so little that it is worth a word; at 1000 they are refused. */
const SHAKY = 200

function centimetres(metres: Metres): string {
  return `${(100 * metres).toFixed(1)} cm`
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
