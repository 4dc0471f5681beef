import type { Camera } from '../../../config/cameras.ts'
import type { Config } from '../../../config/config.ts'
import type { Depth } from '../../../config/depth.ts'
import { Fault } from '../../../config/fault.ts'
import type { Pixels } from '../../../config/units.ts'
import { sizeOf } from './look.ts'

export type Size = readonly [Pixels, Pixels]

interface Sizes {
  /** For which the camera is calibrated. */
  readonly size: Size | undefined
  readonly still: Size | undefined
  readonly picture: string | undefined
  readonly asked: Size | undefined
}

/** The size that all who know one agree on. @throws Fault ARGUMENT_INVALID where they do not */
export function sized({ size, still, picture, asked }: Sizes): Size | undefined {
  const refuse = (argument: string, value: string, expected: string) => {
    throw new Fault('ARGUMENT_INVALID', { argument, value, expected })
  }
  const words = ([width, height]: Size) => `${width} × ${height}`
  if (size && still && !isSame(size, still))
    refuse(
      '--picture',
      `${picture} of ${words(still)} pixels`,
      `one of ${words(size)}, for which the camera is calibrated`,
    )
  if (asked && size && !isSame(size, asked))
    refuse('--size', words(asked), `${words(size)}, for which the camera is calibrated, or nothing`)
  if (asked && still && !isSame(still, asked))
    refuse('--size', words(asked), `${words(still)}, which ${picture} has, or nothing`)
  return size ?? still ?? asked
}

const isSame = (a: Size, b: Size) => a[0] === b[0] && a[1] === b[1]

const SIZE = 'Give a still of it with --picture, or say how large its picture is with --size, such as 1920x1080.'

/** @throws Fault CAMERA_DARK */
export async function delivered(config: Config, sensor: Camera | Depth): Promise<Size> {
  const size = 'calibration' in sensor ? await shown(sensor, sizeOf(config, sensor), SIZE) : undefined
  if (size) return size
  throw new Fault('CAMERA_DARK', { sensor: sensor.id, why: 'no picture came', next: SIZE })
}

/** What a camera shows, without the talk of lanes where it shows nothing. @throws Fault CAMERA_DARK */
export async function shown<T>({ id }: Camera | Depth, looking: Promise<T>, next: string): Promise<T> {
  try {
    return await looking
  } catch (thrown) {
    if (!(thrown instanceof Fault) || !/^SOURCE_/.test(thrown.code)) throw thrown
    const { why, next: mend } = thrown.details
    throw new Fault(
      'CAMERA_DARK',
      { sensor: id, why, next: mend === undefined ? next : `${String(mend).replace(/\.$/, '')}. ${next}` },
      thrown,
    )
  }
}
