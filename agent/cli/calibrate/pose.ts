import { defineCommand } from 'citty'
import type { Camera, PointPair } from '../../../config/cameras.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { type Optics, Pose } from '../../../config/optics.ts'
import { readSpots } from '../../../config/spots.ts'
import { View } from '../../../drivers/view.ts'
import { planeOf } from '../../floor/plane.ts'
import { type Held, type Posed, solvePose } from '../../floor/pose.ts'
import { isPoorFit } from '../../floor/spots.ts'
import { print } from '../run.ts'
import { CAMERA, chosen } from './chosen.ts'
import { numberOf, twoOf } from './numbers.ts'
import { comment, seen, yaml } from './paste.ts'

export const pose = defineCommand({
  meta: {
    name: 'pose',
    description:
      'Find where a camera hangs and how it looks from its spots and its lens, or take what was measured, and print the calibration to paste, with what it sees of the floor.',
  },
  args: {
    config: { type: 'string', valueHint: 'FILE', description: 'The configuration with the camera in it.' },
    camera: CAMERA,
    pairs: {
      type: 'string',
      valueHint: 'FILE',
      description: 'The spots, a YAML list as under `calibration`, instead of those of the configuration.',
    },
    size: { type: 'string', valueHint: 'WxH', description: 'Pixels of the picture, where no lens is configured.' },
    fov: {
      type: 'string',
      valueHint: 'DEGREES',
      description: 'Angle of view from the left edge to the right; without a lens and this, it is found too.',
    },
    height: { type: 'string', valueHint: 'METRES', description: 'Height of the lens as measured, taken as it is.' },
    tilt: {
      type: 'string',
      valueHint: 'DEGREES',
      description: 'Tilt as measured: 0 straight down, 90 at the horizon.',
    },
    roll: { type: 'string', valueHint: 'DEGREES', description: 'Roll as measured.' },
    position: {
      type: 'string',
      valueHint: 'X,Y',
      description: 'Spot below the lens, metres, where there are no spots.',
    },
    heading: { type: 'string', valueHint: 'DEGREES', description: 'Direction on the plan, where there are no spots.' },
    json: { type: 'boolean', description: 'One JSON object: {camera, calibration, isPoor, errors, spots, sees}.' },
  },
  run({ args }) {
    const camera = args.config === undefined ? undefined : chosen(loadConfig(args.config).cameras, args.camera)
    const spots = args.pairs === undefined ? listed(camera) : readSpots(args.pairs)
    const measured = heldOf(args)
    const { optics, focal } = opticsOf(camera, args, spots !== undefined)
    const id = camera?.id ?? args.camera ?? 'the camera'
    const found: Posed | undefined = spots && solvePose(spots, optics, { held: measured, focal, camera: id })
    const calibration = rounded({
      ...(found?.optics ?? optics),
      pose: found?.pose ?? measuredPose(camera, measured, args),
    })
    const isPoor = found && spots && isPoorPose(found, spots, measured, focal)
    const told = {
      camera: id,
      calibration,
      ...(isPoor !== undefined && { isPoor }),
      ...(found?.errors && { errors: errorsOf(found) }),
      ...(found && spots && { spots: missesOf(found, spots) }),
      sees: seen(new View(calibration)),
    }
    print(args.json, told, () => [yaml(calibration), ...comment(told)].join('\n'))
  },
})

type Args = {
  readonly [K in 'size' | 'fov' | 'height' | 'tilt' | 'roll' | 'position' | 'heading']?: string | undefined
}

function listed(camera: Camera | undefined): PointPair[] | undefined {
  return Array.isArray(camera?.calibration) ? camera.calibration : undefined
}

function heldOf(args: Args): Held {
  const heightMetres = numberOf('--height', args.height, 0.1, 100)
  const tiltDegrees = numberOf('--tilt', args.tilt, -60, 100)
  const rollDegrees = numberOf('--roll', args.roll, -180, 180)
  return {
    ...(heightMetres !== undefined && { heightMetres }),
    ...(tiltDegrees !== undefined && { tiltDegrees }),
    ...(rollDegrees !== undefined && { rollDegrees }),
  }
}

/** The lens as configured, or one that bends nothing, from the size of the picture and the angle of view. @throws Fault ARGUMENT_INVALID */
function opticsOf(
  camera: Camera | undefined,
  args: Args,
  hasSpots: boolean,
): { optics: Optics; focal: 'known' | 'unknown' } {
  const size = twoOf('--size', args.size, 'x', value => Number.isInteger(value) && value > 0)
  const degrees = numberOf('--fov', args.fov, 1, 170)
  if (size === undefined) {
    const { calibration, lens } = camera ?? {}
    const { intrinsics, distortion } = (Array.isArray(calibration) ? lens : calibration) ?? {}
    if (intrinsics) return { optics: { intrinsics, ...(distortion && { distortion }) }, focal: 'known' }
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--size',
      value: 'missing',
      expected: 'the size of the picture, or a lens in the configuration',
    })
  }
  if (degrees === undefined && !hasSpots)
    throw new Fault('ARGUMENT_INVALID', { argument: '--fov', value: 'missing', expected: 'the angle of view' })
  const [width, height] = size
  const f = width / 2 / Math.tan(((degrees ?? 60) * Math.PI) / 360)
  const intrinsics = { width, height, fx: f, fy: f, cx: width / 2, cy: height / 2 }
  return { optics: { intrinsics }, focal: degrees === undefined ? 'unknown' : 'known' }
}

/** Without spots, everything must have been measured, or stand in the configuration. @throws Fault ARGUMENT_INVALID */
function measuredPose(camera: Camera | undefined, held: Held, args: Args): Pose {
  const configured = camera && !Array.isArray(camera.calibration) ? camera.calibration.pose : undefined
  const position = twoOf('--position', args.position, ',', Number.isFinite) ?? configured?.position
  const headingDegrees = numberOf('--heading', args.heading, -360, 360)
  const all = { ...configured, ...held, ...(headingDegrees !== undefined && { headingDegrees }) }
  const missing = position === undefined ? '--position' : all.heightMetres === undefined ? '--height' : undefined
  if (missing !== undefined)
    throw new Fault('ARGUMENT_INVALID', {
      argument: missing,
      value: 'missing',
      expected: 'what was measured, since there are no spots to find it from',
    })
  return Pose.parse({ ...all, position: [...position!] })
}

/** A tenth of a millimetre, a ten-thousandth of a degree: less means nothing. What was configured stays as it is. */
function rounded({ intrinsics, ...rest }: Optics & { readonly pose: Pose }): Optics & { readonly pose: Pose } {
  const round = (value: number) => Math.round(value * 1e4) / 1e4
  const { position, ...angles } = rest.pose
  return {
    intrinsics: { ...intrinsics, fx: round(intrinsics.fx), fy: round(intrinsics.fy) },
    ...rest,
    pose: {
      position: [round(position[0]), round(position[1])],
      heightMetres: round(angles.heightMetres),
      tiltDegrees: round(angles.tiltDegrees),
      headingDegrees: round(angles.headingDegrees),
      rollDegrees: round(angles.rollDegrees),
    },
  }
}

function errorsOf({ errors, optics }: Posed) {
  return Object.fromEntries(
    Object.entries(errors!).map(([name, error]) => {
      const value = name === 'focal' ? error * optics.intrinsics.fx : error
      return [name, Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null]
    }),
  )
}

/** Six numbers are a pose, a seventh is the focal length; what was measured is not fitted. */
function isPoorPose(found: Posed, spots: readonly PointPair[], held: Held, focal: 'known' | 'unknown'): boolean {
  const fitted = 6 + (focal === 'unknown' ? 1 : 0) - Object.keys(held).length
  const calibration = { ...found.optics, pose: found.pose }
  return isPoorFit(found.missedMetres, planeOf({ id: 'it', calibration }), spots, 2 * spots.length - fitted)
}

function missesOf({ missedPixels, missedMetres }: Posed, spots: readonly PointPair[]) {
  return spots.map(({ image, floor }, i) => ({
    spot: i + 1,
    image,
    floor,
    missedPixels: Math.round(missedPixels[i] * 100) / 100,
    ...(Number.isFinite(missedMetres[i]) && { missedMetres: Math.round(missedMetres[i] * 1e4) / 1e4 }),
  }))
}
