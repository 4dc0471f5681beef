import type { Camera } from '../../../config/cameras.ts'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'

/** The cameras of a configuration of which there is a snapshot; `file` is what it is called. @throws Fault ARGUMENT_INVALID where it has none */
export function colourCameras({ cameras }: Pick<Config, 'cameras'>, file: string): readonly Camera[] {
  const colour = cameras.filter(({ feed }) => feed.driver !== 'simulated')
  if (colour.length > 0) return colour
  throw new Fault('ARGUMENT_INVALID', {
    argument: '--config',
    value: file,
    expected: 'a configuration with a colour camera: of depth cameras and simulated ones there is no snapshot',
  })
}
