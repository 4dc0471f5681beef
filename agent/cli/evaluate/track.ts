import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { defineCommand } from 'citty'
import { Fault, why } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { Tracking } from '../../../config/tracking.ts'
import { write } from '../../../models/write.ts'
import { follow } from '../../tracking/follow.ts'
import { readMot } from '../../tracking/mot.ts'
import { FILL_SECONDS, HIDDEN_SECONDS } from '../../tracking/record.ts'
import { number } from '../number.ts'
import { print } from '../run.ts'

const FPS = 25
const MAX_FPS = 1000
const SAID = { option: 'as told', seqinfo: 'by seqinfo.ini', default: 'nobody says: taken for granted' }

interface Rate {
  readonly fps: number
  readonly from: keyof typeof SAID
}

export const track = defineCommand({
  meta: {
    name: 'track',
    description:
      'Track recorded detections. Both files are MOT text: frame,id,x,y,width,height,score,… Scores outside 0…1 are taken for log-odds and put through the logistic function.',
  },
  args: {
    detections: { type: 'string', required: true, valueHint: 'FILE', description: 'Detections, in any order.' },
    out: { type: 'string', required: true, valueHint: 'FILE', description: 'Where the tracks are written.' },
    fps: {
      type: 'string',
      valueHint: 'N',
      description: `Pictures a second of the recording (default: frameRate of seqinfo.ini in the folder above the detections', as in SEQ/det/det.txt; ${FPS} where there is none).`,
    },
    config: { type: 'string', valueHint: 'FILE', description: 'The configuration whose tracking section counts.' },
    interpolate: {
      type: 'boolean',
      default: true,
      description: `Fill gaps of up to ${FILL_SECONDS} s in a track, and of up to ${HIDDEN_SECONDS} s where somebody stood in front.`,
      negativeDescription: 'Write a track only where it was detected.',
    },
    link: {
      type: 'boolean',
      default: true,
      description:
        'Link in hindsight, by place, pace and size, who was lost and found again, and part who was mixed up. The live agent cannot: it does not know what comes.',
      negativeDescription: 'Number people as the live agent would have.',
    },
    json: {
      type: 'boolean',
      description: 'One JSON object: {frames, detections, tracks, boxes, seconds, fps, fpsFrom, out}.',
    },
  },
  async run({ args }) {
    const { fps, from } = args.fps === undefined ? await rateBeside(args.detections) : given(args.fps)
    const rule = args.config ? loadConfig(args.config).tracking : Tracking.parse({})
    const boxes = readMot(await read(args.detections), args.detections)
    const began = performance.now()
    const { record, frames } = follow(boxes, rule, fps, {
      fillSeconds: args.interpolate ? FILL_SECONDS : 0,
      linked: args.link,
    })
    const walks = record.walks()
    const seconds = (performance.now() - began) / 1000
    const lines = record.lines(walks)
    await write(args.out, lines.map(line => `${line}\n`).join(''))
    const told = {
      frames,
      detections: boxes.length,
      tracks: walks.size,
      boxes: lines.length,
      seconds,
      fps,
      fpsFrom: from,
      out: args.out,
    }
    print(
      args.json,
      told,
      () =>
        `${told.tracks} tracks of ${told.detections} detections in ${frames} frames at ${fps} a second (${SAID[from]}) are in ${args.out}.`,
    )
  },
})

/** @throws Fault ARGUMENT_INVALID */
function given(value: string): Rate {
  return { fps: number('--fps', value, 0.01, MAX_FPS), from: 'option' }
}

/** What the sequence says of itself, in the layout of motchallenge.net. A rate that cannot be is as good as none. */
async function rateBeside(detections: string): Promise<Rate> {
  const text = await readFile(join(dirname(detections), '..', 'seqinfo.ini'), 'utf8').catch(() => '')
  const fps = Number(/^\s*frameRate\s*=\s*(\S+)\s*$/m.exec(text)?.[1])
  return possible(fps) ? { fps, from: 'seqinfo' } : { fps: FPS, from: 'default' }
}

function possible(fps: number): boolean {
  return fps > 0 && fps <= MAX_FPS
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}
