import { defineCommand } from 'citty'
import sharp from 'sharp'
import type { Camera } from '../../../config/cameras.ts'
import type { Config } from '../../../config/config.ts'
import type { Depth } from '../../../config/depth.ts'
import { Fault, why } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import type { Metres, Pixels } from '../../../config/units.ts'
import { View } from '../../../drivers/view.ts'
import { write } from '../../../models/write.ts'
import { fitGround } from '../../floor/ground.ts'
import { type Pixel, pixelsOf } from '../../floor/pixel.ts'
import { planeOf, spotAt } from '../../floor/plane.ts'
import { drawing, type Spot, scaleOf } from '../drawing.ts'
import { EXIT, print } from '../run.ts'
import { CAMERA, chosen } from './chosen.ts'
import { agrees, compared } from './level.ts'
import { sizeOf, stillness } from './look.ts'
import { twoOf } from './numbers.ts'

export const check = defineCommand({
  meta: {
    name: 'check',
    description:
      'Draw the floor plan as a camera should see it, with a grid of metres, and say how far spots are off; of a depth camera, hold the floor that it sees against its pose. What the camera shows is never written.',
  },
  args: {
    config: { type: 'string', valueHint: 'FILE', required: true, description: 'The configuration, a YAML file.' },
    camera: { ...CAMERA, description: 'Which camera or depth camera; may be left out where there is only one.' },
    out: { type: 'string', valueHint: 'PNG', required: true, description: 'Where the drawing is written.' },
    picture: {
      type: 'string',
      valueHint: 'FILE',
      description: 'Draw on this still of the empty shop, taken by you. Without it, on a dark ground.',
    },
    size: { type: 'string', valueHint: 'WxH', description: 'Pixels of the picture, where nothing else tells.' },
    json: { type: 'boolean', description: 'One JSON object: {camera, out, width, height, spots, floor}.' },
  },
  async run({ args }) {
    const config = loadConfig(args.config)
    const sensor = chosen<Camera | Depth>([...config.cameras, ...config.depth], args.camera)
    const asked = twoOf('--size', args.size, 'x', value => Number.isInteger(value) && value > 0)
    const still = args.picture === undefined ? undefined : await stillOf(args.picture)
    const eye = 'calibration' in sensor ? colour(sensor) : depth(sensor)
    const size = sized(eye.size, still?.size, args.picture) ?? asked ?? (await delivered(config, sensor))
    const seen = 'calibration' in sensor ? undefined : await stillness(config, sensor)
    const ground = seen && !('calibration' in sensor) ? fitGround(seen, sensor) : undefined
    const [width, height] = size
    const title = `${sensor.id}: outline white, entrances red, lines orange, zones green, shelves blue, grid 1 m`
    const svg = drawing({ width, height, title, floor: config.floor, ...eye })
    await write(args.out, await painted(svg, size, still?.pixels))
    const told = {
      camera: sensor.id,
      out: args.out,
      width,
      height,
      ...(eye.spots.length > 0 && {
        spots: eye.spots.map(({ image, floor, missedMetres }, i) => ({ spot: i + 1, image, floor, missedMetres })),
      }),
      ...(ground && { floor: rounded(ground) }),
    }
    print(args.json, told, () =>
      [
        `${args.out} shows the floor plan as ${sensor.id} should see it.`,
        ...('calibration' in sensor ? spoken(eye.spots) : compared(ground, sensor)),
      ].join('\n'),
    )
    if (!('calibration' in sensor) && !(ground && agrees(ground, sensor))) process.exitCode = EXIT.failed
  },
})

type Size = readonly [Pixels, Pixels]

interface Eye {
  readonly pixel: Pixel
  /** As far as the configuration tells. */
  readonly size: Size | undefined
  readonly spots: readonly (Spot & { readonly missedMetres?: Metres })[]
}

/** @throws Fault CALIBRATION_UNFIT */
function colour(camera: Camera): Eye {
  const plane = planeOf(camera)
  const { calibration } = camera
  const { intrinsics } = (Array.isArray(calibration) ? camera.lens : calibration) ?? {}
  const at = new Float64Array(2)
  const spots = (Array.isArray(calibration) ? calibration : []).map(({ image, floor }) => {
    if (!spotAt(plane, image[0], image[1], at)) return { image, floor, label: 'above the horizon' }
    const missedMetres = Math.round(1e4 * Math.hypot(at[0] - floor[0], at[1] - floor[1])) / 1e4
    return { image, floor, missedMetres, label: `${(100 * missedMetres).toFixed(1)} cm` }
  })
  return { pixel: pixelsOf(plane), size: intrinsics && [intrinsics.width, intrinsics.height], spots }
}

function depth({ intrinsics, pose }: Depth): Eye {
  const pixel = pixelsOf({ kind: 'posed', view: new View({ intrinsics, pose }) })
  return { pixel, size: [intrinsics.width, intrinsics.height], spots: [] }
}

/** @throws Fault ARGUMENT_INVALID where the still has another size than the calibration is for */
function sized(configured: Size | undefined, still: Size | undefined, picture: string | undefined): Size | undefined {
  if (configured && still && (configured[0] !== still[0] || configured[1] !== still[1]))
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--picture',
      value: `${picture} of ${still.join(' × ')} pixels`,
      expected: `one of ${configured.join(' × ')}, for which the camera is calibrated`,
    })
  return configured ?? still
}

/** @throws Fault ARGUMENT_INVALID, or what the camera throws */
async function delivered(config: Config, sensor: Camera | Depth): Promise<Size> {
  const size = 'calibration' in sensor ? await sizeOf(config, sensor) : undefined
  if (size) return size
  throw new Fault('ARGUMENT_INVALID', {
    argument: '--size',
    value: 'missing',
    expected: 'the size of the picture, since the camera shows none',
  })
}

/** @throws Fault IMAGE_UNREADABLE */
async function stillOf(file: string): Promise<{ readonly size: Size; readonly pixels: Buffer }> {
  try {
    // Turned as the camera that took it says, and darkened a little, so that lines stand out.
    const { data, info } = await sharp(file)
      .rotate()
      .modulate({ brightness: 0.8 })
      .png()
      .toBuffer({ resolveWithObject: true })
    return { size: [info.width, info.height], pixels: data }
  } catch (thrown) {
    throw new Fault('IMAGE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}

function painted(svg: string, [width, height]: Size, still: Buffer | undefined): Promise<Buffer> {
  const scale = scaleOf(width, height)
  const [w, h] = [scale * width, scale * height]
  const ground = still
    ? sharp(still).resize(w, h, { fit: 'fill' })
    : sharp({ create: { width: w, height: h, channels: 3, background: '#1b2129' } })
  return ground
    .composite([{ input: Buffer.from(svg) }])
    .png({ compressionLevel: 9 })
    .toBuffer()
}

function spoken(spots: Eye['spots']): string[] {
  if (spots.length === 0) return ['It is calibrated by its pose: hold the drawing against its picture.']
  const worst = Math.max(...spots.map(spot => spot.missedMetres ?? Number.POSITIVE_INFINITY))
  return [`Its ${spots.length} spots fit to within ${(100 * worst).toFixed(1)} cm; more: aislectl calibrate pairs`]
}

function rounded<T extends object>(of: T): T {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, Math.round(value * 1e4) / 1e4])) as T
}
