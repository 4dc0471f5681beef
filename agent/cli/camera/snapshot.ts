import { defineCommand } from 'citty'
import { z } from 'zod'
import type { Camera } from '../../../config/cameras.ts'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { now } from '../../../drivers/clock.ts'
import { write } from '../../../models/write.ts'
import { openDoor } from '../../console/door.ts'
import { oneOf } from '../../lanes/lookout.ts'
import { openWatchers, snapshot as take } from '../../lanes/snapshot.ts'
import { sourcesOf } from '../../lanes/sources.ts'
import { commentOf } from '../../vision/comment.ts'
import { isAbsent } from '../absent.ts'
import { chosen } from '../calibrate/chosen.ts'
import { print } from '../run.ts'
import { colourCameras } from './colour.ts'

/** Cameras begin at the next key frame, and some have one in ten seconds only. */
const PATIENCE_MS = 20_000

const Said = z.object({ width: z.number(), height: z.number(), people: z.number(), faces: z.number() })

export const snapshot = defineCommand({
  meta: {
    name: 'snapshot',
    description:
      'Write what a colour camera sees now, people and faces made coarse squares before anything is written. Whom a detector misses stays to be seen, so the floor should be clear. Needs the models.',
  },
  args: {
    camera: {
      type: 'positional',
      valueHint: 'CAMERA',
      required: false,
      description: 'Which camera; may be left out where there is only one.',
    },
    config: {
      type: 'string',
      valueHint: 'FILE',
      required: true,
      description: 'The configuration. An agent that runs with it is asked; without one the camera is opened here.',
    },
    out: { type: 'string', valueHint: 'FILE.jpg', required: true, description: 'Where the picture is written.' },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {camera, out, width, height, people, faces}; the last two say how many were made coarse.',
    },
  },
  async run({ args: { config: file, camera: id, out, json } }) {
    const config = loadConfig(file)
    const camera = chosen(colourCameras(config, file), id, 'CAMERA')
    if (!/\.jpe?g$/i.test(out))
      throw new Fault('ARGUMENT_INVALID', { argument: '--out', value: out, expected: 'a file whose name ends in .jpg' })
    const jpeg = await openDoor(config, file)
      .bytes(`/snapshot/${camera.id}`)
      .catch(thrown => {
        if (isAbsent(thrown)) return here(config, camera)
        throw thrown
      })
    await write(out, jpeg, { mode: 0o600 })
    const said = Said.parse(JSON.parse(commentOf(jpeg) ?? '{}'))
    print(json, { camera: camera.id, out, ...said }, () =>
      [
        `${out}: ${camera.id}, ${said.width} × ${said.height}; ${said.people} people and ${said.faces} faces were made coarse squares.`,
        'Look at it before you pass it on: whom the detectors missed stays to be seen.',
      ].join('\n'),
    )
  },
})

/** Opens the camera for one picture. @throws Fault as the source, and {@link openWatchers} */
async function here(config: Config, camera: Camera): Promise<Buffer> {
  const nothing = () => {}
  const watchers = await openWatchers(config.models)
  try {
    const source = sourcesOf({ config, pace: 'replay', tell: nothing, warn: nothing, lost: nothing }, now()).colour(
      camera,
    )
    return (await take(await oneOf(source, undefined, PATIENCE_MS), watchers)).jpeg
  } finally {
    await watchers.close()
  }
}
