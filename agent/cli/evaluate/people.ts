import { defineCommand } from 'citty'
import { Models } from '../../../config/models.ts'
import { Tracking } from '../../../config/tracking.ts'
import { file } from '../../../drivers/camera/file.ts'
import type { ColourFrame } from '../../../drivers/frame.ts'
import { cacheFolder } from '../../../models/cache.ts'
import { locate } from '../../../models/locate.ts'
import { write } from '../../../models/write.ts'
import { Record } from '../../tracking/record.ts'
import { Tracker } from '../../tracking/tracker.ts'
import { Detections } from '../../vision/detections.ts'
import { startPersonDetector } from '../../vision/threaded.ts'
import { number } from '../number.ts'
import { print } from '../run.ts'
import { ticker } from './ticker.ts'

export const people = defineCommand({
  meta: {
    name: 'people',
    description:
      'Find people in every picture of a video. Writes MOT text: frame,id,x,y,width,height,score,-1,-1,-1; frames count from 1; the id is -1 without --track.',
  },
  args: {
    video: { type: 'string', required: true, valueHint: 'FILE', description: 'A video that ffmpeg can read.' },
    out: { type: 'string', required: true, valueHint: 'BOXES.txt', description: 'Where the boxes go.' },
    track: {
      type: 'boolean',
      description:
        'Follow people from picture to picture. Of those who were followed long enough to count, every box is written, the first ones too.',
    },
    score: { type: 'string', default: '0.1', description: 'Boxes below this score are not looked at, 0 … 1.' },
    cache: { type: 'string', valueHint: 'DIR', description: 'Where weights are kept.' },
    json: { type: 'boolean', description: 'One JSON object at the end: {frames, boxes, tracks, seconds, out}.' },
  },
  async run({ args }) {
    const minScore = number('--score', args.score, 0, 1)
    const detector = await startPersonDetector(await locate(Models.parse({}).people, cacheFolder(args.cache)))
    const sheet = args.track ? followed() : untracked()
    const shown = ticker('pictures')
    const found = new Detections()
    const began = performance.now()
    let frames = 0
    try {
      for await (const frame of file('video', args.video).open(new AbortController().signal)) {
        const { width, height, pixels } = frame
        await detector.detect({ layout: 'nv12', width, height, pixels }, minScore, found)
        sheet.add(frame, found)
        shown.tick()
        frames++
      }
    } finally {
      shown.end()
      await detector.close()
    }
    const lines = sheet.lines()
    await write(args.out, lines.map(line => `${line}\n`).join(''))
    const seconds = Math.round(performance.now() - began) / 1000
    const told = { frames, boxes: lines.length, ...(args.track && { tracks: sheet.tracks }), seconds, out: args.out }
    print(args.json, told, () => {
      const who = args.track ? ` of ${sheet.tracks} people` : ''
      return `${told.boxes} boxes${who} in ${frames} pictures are in ${args.out}; it took ${seconds} s.`
    })
  },
})

interface Sheet {
  readonly tracks: number
  add(frame: ColourFrame, found: Detections): void
  lines(): string[]
}

function untracked(): Sheet {
  const lines: string[] = []
  return {
    tracks: 0,
    add({ index }, { box, score, count }) {
      for (let i = 0; i < count; i++) {
        const sides = [...box.subarray(4 * i, 4 * i + 4)].map(side => side.toFixed(2))
        lines.push([index + 1, -1, ...sides, score[i].toFixed(4), -1, -1, -1].join(','))
      }
    },
    lines: () => lines,
  }
}

/** Tracks as the live agent makes them; gaps in a track are not filled, so that every box is one that was seen. */
function followed(): Sheet {
  const tracker = new Tracker(Tracking.parse({}))
  const record = new Record({ fillSeconds: 0, linked: false })
  return {
    get tracks() {
      return record.walks().size
    },
    add: ({ index, atMs }, found) => record.add(tracker.update(found, atMs), found, index + 1),
    lines: () => record.lines(),
  }
}
