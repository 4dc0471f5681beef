import type { Camera } from '../../../config/cameras.ts'
import type { Config } from '../../../config/config.ts'
import type { Depth } from '../../../config/depth.ts'
import type { FaceDepth } from '../../../config/identity.ts'
import { redact } from '../../../drivers/camera/credentials.ts'
import { openDoor } from '../../console/door.ts'
import { stated } from '../../console/stated.ts'
import { isAbsent } from '../absent.ts'

/** A camera of the configuration. */
export interface Configured {
  readonly id: string
  readonly kind: 'camera' | 'depth' | 'face-depth'
  readonly driver: string
  /** Where its pictures come from, without credentials. */
  readonly from: string
  /** How it is, where an agent runs. */
  readonly state?: string
  readonly cause?: string
  readonly ageSeconds?: number
}

/** The cameras of a configuration, and how they are if its agent runs. `file` is the configuration's. @throws Fault as a door does that does not answer us */
export async function configured(
  config: Config,
  file: string,
): Promise<{ readonly running: boolean; readonly cameras: readonly Configured[] }> {
  const listed = [
    ...config.cameras.map(one => entry('camera', one)),
    ...config.depth.map(one => entry('depth', one)),
    ...(config.identity?.faceDepth ?? []).map(one => entry('face-depth', one)),
  ]
  const sensors = await statesOf(config, file)
  return {
    running: sensors !== undefined,
    cameras: listed.map(one => {
      const { state, cause, ageSeconds } = sensors?.find(({ id }) => id === one.id) ?? {}
      return {
        ...one,
        ...(state !== undefined && { state }),
        ...(cause !== undefined && { cause }),
        ...(ageSeconds !== undefined && { ageSeconds }),
      }
    }),
  }
}

async function statesOf(config: Config, file: string) {
  try {
    return stated(await openDoor(config, file).get('/state')).sensors
  } catch (thrown) {
    if (isAbsent(thrown)) return undefined
    throw thrown
  }
}

function entry(kind: Configured['kind'], { id, feed }: Pick<Camera | Depth | FaceDepth, 'id' | 'feed'>): Configured {
  return { id, kind, driver: feed.driver, from: whence(feed) }
}

function whence(feed: (Camera | Depth | FaceDepth)['feed']): string {
  switch (feed.driver) {
    case 'rtsp':
      return redact(feed.url, undefined)
    case 'v4l2':
      return feed.device
    case 'file':
      return feed.path
    case 'recording':
      return feed.folder
    case 'simulated':
      return 'the simulated shop'
  }
}
