import { defineCommand } from 'citty'
import sharp from 'sharp'
import type { Camera } from '../../../config/cameras.ts'
import type { Depth } from '../../../config/depth.ts'
import { loadConfig } from '../../../config/load.ts'
import type { Metres } from '../../../config/units.ts'
import { View } from '../../../drivers/view.ts'
import { write } from '../../../models/write.ts'
import { fitGround } from '../../floor/ground.ts'
import { type Pixel, pixelsOf } from '../../floor/pixel.ts'
import { planeOf, spotAt } from '../../floor/plane.ts'
import { examineSpots, type Spots } from '../../floor/spots.ts'
import { centimetres, misses, rounded, verdict } from '../../floor/verdict.ts'
import { drawing, type Spot, scaleOf } from '../drawing.ts'
import { EXIT, print } from '../run.ts'
import { CAMERA, chosen } from './chosen.ts'
import { agrees, compared } from './level.ts'
import { stillness } from './look.ts'
import { twoOf } from './numbers.ts'
import { delivered, type Size, shown, sized } from './size.ts'
import { refuseSame, stillOf } from './still.ts'

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
    if (args.picture !== undefined) await refuseSame(args.out, args.picture)
    const still = args.picture === undefined ? undefined : await stillOf(args.picture)
    const eye = 'calibration' in sensor ? colour(sensor) : depth(sensor)
    const size =
      sized({ ...eye, asked, still: still?.size, picture: args.picture }) ?? (await delivered(config, sensor))
    const seen =
      'calibration' in sensor ? undefined : await shown(sensor, stillness(config, sensor), 'Mend that first.')
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
      ...(ground && { floor: all(ground) }),
    }
    print(args.json, told, () =>
      [
        `${args.out} shows the floor plan as ${sensor.id} should see it.`,
        ...('calibration' in sensor ? spoken(eye.fit, args.config) : compared(ground, sensor)),
      ].join('\n'),
    )
    const isRight = 'calibration' in sensor ? eye.fit?.suspect === undefined : ground && agrees(ground, sensor)
    if (!isRight) process.exitCode = EXIT.failed
  },
})

interface Eye {
  readonly pixel: Pixel
  /** As far as the configuration tells. */
  readonly size: Size | undefined
  readonly spots: readonly (Spot & { readonly missedMetres?: Metres })[]
  /** How well they fit. */
  readonly fit?: Spots
}

/** @throws Fault CALIBRATION_UNFIT */
function colour(camera: Camera): Eye {
  const plane = planeOf(camera)
  const { calibration } = camera
  const { intrinsics } = (Array.isArray(calibration) ? camera.lens : calibration) ?? {}
  const at = new Float64Array(2)
  const size = intrinsics && ([intrinsics.width, intrinsics.height] as const)
  const pixel = pixelsOf(plane)
  if (!Array.isArray(calibration)) return { pixel, size, spots: [] }
  const fit = examineSpots(calibration, camera.lens, camera.id)
  const isKnown = misses(fit).worstMetres !== undefined
  const spots = calibration.map(({ image, floor }) => {
    if (!spotAt(plane, image[0], image[1], at)) return { image, floor, label: 'above the horizon' }
    if (!isKnown) return { image, floor, label: `(${floor.join(', ')})` }
    const missedMetres = rounded(Math.hypot(at[0] - floor[0], at[1] - floor[1]))
    return { image, floor, missedMetres, label: centimetres(missedMetres) }
  })
  return { pixel, size, spots, fit }
}

function depth({ intrinsics, pose }: Depth): Eye {
  const pixel = pixelsOf({ kind: 'posed', view: new View({ intrinsics, pose }) })
  return { pixel, size: [intrinsics.width, intrinsics.height], spots: [] }
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

function spoken(fit: Spots | undefined, file: string): string[] {
  if (!fit) return ['It is calibrated by its pose: hold the drawing against its picture.']
  const [first, ...more] = verdict(fit)
  return [`Its ${first}`, ...more, `Each spot: aislectl calibrate pairs --config ${file}`]
}

function all<T extends object>(of: T): T {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, rounded(value)])) as T
}
